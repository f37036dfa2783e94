"""nginx may open too few files for its customers."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.edge import FILES
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Nofile(Scenario):
    """The classic exercise of debugging a web stack: learn where limits bite, and who says so.

    The store is fine with few customers, and fails many of them when more come.
    """

    hard = 3
    component = "nginx"
    kind = "configuration"
    shows_in = ("clients", "nginx error log", "probe", "access log in part")
    expects = ("SiteUnreachable", "StoreErrorRatioHigh", "TrafficMissing", "CheckoutErrorRatioHigh")
    needs = ("nginx", "postgres", "prometheus", "alertmanager", "blackbox")
    busy = 12.0
    healer = "operations"
    hints = (
        "nginx has a log of its own errors.",
        "How many files may a worker open (/proc/PID/limits), and how many has it open?",
        "worker_rlimit_nofile in nginx/nginx.conf, then reload-nginx.",
    )
    rubric = Rubric(
        cause=(
            ("nginx", (r"nginx", r"proxy")),
            (
                "the limit of open files",
                (
                    r"open files",
                    r"files? open",
                    r"(few|many|more|\d+) files",
                    r"file descriptor",
                    r"nofile",
                    r"\bfds?\b",
                    r"ulimit",
                ),
            ),
        ),
        fix=(r"rais", r"\d{3,} files", r"increas", r"reload", r"restor", r"limit"),
        prevention=(
            (
                "an alert on open files near the limit",
                (
                    r"(alert|monitor)[^.]*(file|descriptor|limit)",
                    r"(file|descriptor)[^.]*(alert|monitor)",
                ),
            ),
            (
                "a load test of configuration changes",
                (r"load[ -]?test", r"stress", r"\bab\b", r"staging"),
            ),
            (
                "limits under review and version control",
                (r"review", r"version control", r"\bgit\b", r"configuration management"),
            ),
        ),
        wrong=(("the store's code", (r"(store|app\w*)[^.]{0,30} (bug|crash)",)),),
    )

    async def break_it(self, scene: Scene) -> None:
        limit = scene.dice.randint(24, 30)
        await scene.edge(responders.OPERATIONS, files=limit)
        scene.room.note(responders.OPERATIONS, "Hardened nginx's configuration and reloaded it.")
        scene.injected(
            f"nginx may open only {limit} files after a change of its configuration; under load it"
            " can accept no more connections"
        )
        scene.diary.innocents += ["store", "PostgreSQL"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        await scene.edge(by, files=FILES)
        scene.removed(f"nginx may open {FILES} files again")
        scene.room.note(by, f"Raised the limit to {FILES} open files and reloaded nginx.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.open_files(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Customers cannot get in.", checks.fetch)
        await responders.report(scene, responders.SUPPORT, checks.statuses, checks.new_connection)
        await responders.restart(scene, "in case the store cannot keep up")
        await responders.escalate(scene, "operations")
        await responders.report(
            scene, responders.OPERATIONS, checks.edge_errors, checks_host.open_files
        )
        await self.mend_it(scene, responders.OPERATIONS)
