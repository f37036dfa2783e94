"""What people write during an outage, in many words of their own; `{noun}` is what broke."""

CUSTOMER = {
    "error": (
        "Support here: I have two customers on the phone who cannot use {noun}, they only get an "
        "error page.",
        "A customer just wrote in: \"{noun} gives me 'something went wrong' every time I try\".",
        "Customer complaint via chat, she says {noun} is broken for her and has tried three times.",
        "Three tickets in the last minutes, all say the same: error when they get to {noun}.",
        "Forwarding from the hotline: caller from Huye reports that {noun} fails with an error.",
        "ticket #48213: customer cannot get past {noun}, screenshot shows an error page",
        "Heads up from the service desk, a client called and complained that {noun} does not work.",
        "One of our merchants rang. Their buyers keep seeing an error on {noun}.",
        "User report on Twitter: '@shop is {noun} down?? getting errors'",
        "Call from a customer in Musanze: {noun} shows 'internal error', he tried two browsers.",
        "Service desk: clients started to call about {noun}, all of them get an error.",
        "A buyer wrote to us that she cannot finish, {noun} answers with an error every time.",
        "got a complaint by e-mail, subject '{noun} not working', forwarding it here",
        "The shop in Gisenyi just phoned, their customers can't use {noun}.",
        "New ticket from a user: {noun} crashes for him. Can somebody check?",
    ),
    "slow": (
        "Support here: a customer says {noun} takes forever and then nothing happens.",
        "Just got a call, client complains that {noun} hangs on the spinner.",
        "Two customer e-mails: {noun} is so slow that they gave up.",
        "ticket from a customer: 'page keeps loading when I open {noun}'",
        "The hotline has a caller who waits more than ten seconds for {noun}.",
        "Customers are complaining that {noun} never finishes loading.",
        "One user told me on the phone that {noun} has been spinning for half a minute.",
        "complaint from a client: {noun} is unusably slow today",
    ),
    "silence": (
        "Support here: customers say the site does not open at all.",
        "Phone is ringing, a client reports that the browser says it can't reach the site.",
        "Customer on chat: 'your website is not loading, connection refused'",
        "ticket: user cannot open our page at all, neither on wifi nor on mobile data",
        "Several customers called within a minute, the site is not reachable for them.",
        "A client mailed a screenshot: 'This site can't be reached'.",
    ),
}
ENGINEER = {
    "error": (
        "Is anyone else seeing errors on {noun}? I just got two in a row.",
        "hmm, {noun} is throwing errors in production",
        "I'm looking at the dashboard and the error rate for {noun} just jumped.",
        "Something's wrong with {noun}: the log is filling up with 5xx.",
        "Noticed a lot of failing requests on {noun} while tailing the access log.",
        "{noun} looks broken to me, getting 5xx responses from prod",
        "Seeing a spike of server errors for {noun}, started moments ago.",
        "Just tried {noun} myself and got an error page. Not good.",
        "fyi error graph is going up and to the right, looks like {noun}",
        "I see 5xx on {noun}, more than usual. Anyone deploying?",
        "Something is off: {noun} fails for me about every second time.",
        "Sentry is exploding with exceptions from {noun}.",
        "just spotted a wall of red in the logs for {noun}",
        "My own request to {noun} failed twice. Is production okay?",
        "Kibana shows many failed requests for {noun} since a moment ago.",
    ),
    "slow": (
        "Is {noun} slow for anyone else? Took ages just now.",
        "hmm, response times of {noun} went through the roof on Grafana",
        "I notice {noun} hanging in production, more than 8 seconds for a single page.",
        "Latency of {noun} just exploded, looking.",
        "p95 on {noun} looks terrible all of a sudden",
        "I'm seeing timeouts on {noun} in the logs.",
        "Requests to {noun} are piling up, nothing comes back within seconds.",
        "Something is very slow in production, {noun} takes 9 s for me",
    ),
    "silence": (
        "Can anyone reach the site? I get connection refused.",
        "The site looks down from here, nothing answers.",
        "Traffic graph fell to zero, I think we are offline.",
        "uh, prod doesn't respond to me at all",
        "curl to our homepage times out, is the load balancer up?",
        "No requests in the access log any more. Something's wrong.",
    ),
}
ACK = (
    "On it.", "Acknowledged, having a look now.", "Taking this one.", "I'm looking into it.",
    "Got it, investigating.", "checking the logs now", "Looking. Will post here what I find.",
    "ok I have the incident, pulling up dashboards", "I'll take it.", "Joining, give me a minute.",
    "Starting to investigate.", "let me look at the logs", "Digging in.",
)  # fmt: skip
ASSUME = (
    "My first guess is the database, connections look suspicious.",
    "This smells like a network problem between the load balancer and the app.",
    "Probably the payment provider again.",
    "I suspect DNS, it's always DNS.",
    "Could be the disk filling up on db-1, checking that.",
    "Looks like a traffic spike to me, maybe a bot. Checking.",
    "I think Redis is out of memory.",
    "might be the certificate that was renewed yesterday",
    "Assuming this is the database: lock contention would explain it.",
    "I bet it's the CDN.",
    "My hunch: the mail server blocks the workers.",
    "Feels like we are under attack, could be a DDoS.",
)
RULED_OUT = (
    "Not the database: pg_isready is fine and there are no waiting locks.",
    "Network is fine, ping and mtr show no loss. So that's not it.",
    "Provider's status page is green and their API answers in 80 ms, ruling them out.",
    "DNS resolves correctly from three places, it isn't DNS.",
    "Disk is at 41 %, that was a dead end.",
    "Traffic is normal, no spike. Ruled out.",
    "Redis has plenty of memory free, so that wasn't the reason.",
    "cert is valid until March, not the cert",
    "Checked the database again: 12 of 100 connections in use, no locks. That's not the cause.",
    "Bypassed the CDN and it is the same, so the CDN is not to blame.",
    "Mail queue is empty and the workers are idle. It wasn't that.",
    "No attack: requests per second are the same as yesterday.",
)
RULED_OUT_FOR = dict(zip(ASSUME, RULED_OUT, strict=True))
ESCALATE = (
    "Escalating to the development team.",
    "I can't get further, paging the developers of {service}.",
    "@here need someone from the {service} team please",
    "Calling in the platform team.",
    "Handing this over to Development, they know that code.",
    "escalated to second level",
    "Pulling in the database administrators, I need their help.",
    "I've called Eric from Development, he is joining.",
    "Asking the network team to join the call.",
    "Paged the secondary on-call.",
)
FIX_RELEASE = (
    "Rolling back {ref} now.", "We're reverting {ref}.", "rollback of {ref} is running",
    "Backing out the last release of {service} ({ref}).",
    "Decision: roll back to the previous version, {ref} looks guilty.",
    "Undoing {ref}.", "Reverting the deploy ({ref}), two minutes.", "rolled {ref} back",
)  # fmt: skip
FIX_OTHER = (
    "Restarting the stuck worker on the gateway host.",
    "Failing over to the standby.",
    "Switched traffic to the second uplink.",
    "Killed the process that held everything up.",
    "Raised the limit on the firewall by hand.",
    "replaced the broken node in the pool",
    "Cleared the queue and restarted the consumer.",
    "Freed disk space on the primary, it accepts writes again.",
    "Provider has fixed it on their side.",
)
FAILED_FIX = (
    "Restarted all instances, let's see.",
    "Tried turning it off and on again: restart of {service} done.",
    "Restart finished, looks better for now.",
)
BACK_AGAIN = (
    "It's back, the restart did not help.",
    "Errors again. So the restart only bought us some time.",
    "Spoke too soon, same picture as before.",
)
CONFIRM = (
    "Confirmed, no more errors for a few minutes.", "All green again.",
    "Recovered: {noun} works, error rate is back to normal.",
    "Verified with three test orders, all fine.", "We're back. Closing the incident.",
    "graphs are back to where they were, calling it resolved",
    "Tested from outside, everything works again.",
    "Error rate is zero since the fix. Done.", "Back to normal, keeping an eye on it.",
    "Works for me again, and the customer confirms.", "Stable for ten minutes, closing.",
)  # fmt: skip
RELEASE = (
    "Releasing {ref} of {service}.", "Deploying {ref} to production now.", "{ref} is going out.",
    "shipping {ref} ({service})", "{service} {ref} is live.",
)  # fmt: skip
CHATTER = (
    "Who has the key to the meeting room?", "Lunch at the usual place?",
    "Reminder: retro moved to Thursday.", "I updated the wiki page about on-call rotas.",
    "Can someone review my pull request about the footer?", "Coffee machine works again!",
    "I'll be out tomorrow afternoon.", "Thanks for the help yesterday :)",
    "The new laptops have arrived, pick them up at the front desk.",
    "Does anyone have the slides of the all-hands?", "Happy birthday Diane!",
    "Standup in 5.", "reminder: please fill in your time sheets",
    "Is the printer on the second floor out of toner?",
    "I moved the sprint board to the new project.", "Who parks in my spot again?",
    "The invoice template has a new logo, looks nice.", "lol", "+1",
    "Can I get access to the analytics account please?", "Training on Monday at ten, room B.",
)  # fmt: skip
CHATTER_BEFORE = (
    "staging throws 500s again, please ignore, I am testing",
    "Yesterday's disk alert was a false alarm, I silenced it.",
    "Load test on staging is done, numbers are in the doc.",
    "Tonight's backup finished fine.",
)
NOUNS = {
    "/": "the home page", "/product/{n}": "product pages", "/search?q=item+{n}": "search",
    "/cart": "the cart", "/checkout": "checkout", "/login": "login",
    "/account/orders/{n}": "the order list", "/static/app.{n}.js": "static files",
    "/api/v1/items": "the item list", "/api/v1/items/{n}": "item pages",
    "/api/v1/orders": "ordering", "/api/v1/orders/{n}": "order status",
    "/api/v1/search?term=x{n}&page=2": "search", "/api/v1/payments": "payments",
    "/api/v1/profile": "the profile",
}  # fmt: skip
RELEASE_NOTES = (
    "{noun}: one connection per request", "cache prices per session", "new totals on {noun}",
    "move {noun} to the async client", "bump http client to 3.1",
    "{noun}: validate on the server", "drop the old feature switch", "loyalty points",
)  # fmt: skip
DECOY_NOTES = (
    "update the footer links", "translate the FAQ", "typo on the careers page",
    "weekly report: another column", "refresh screenshots in the manual", "lint", "new banner",
    "rotate the newsletter template",
)  # fmt: skip
DECOY_SERVICES = ("newsletter", "docs", "intranet", "careers", "report-mailer", "wiki")
