-- The store's tables. :history is how many old loyalty entries there are.
CREATE TABLE product (
    id integer PRIMARY KEY, name text NOT NULL, kind text NOT NULL, price integer NOT NULL,
    hue integer NOT NULL, blurb text NOT NULL, featured boolean NOT NULL
);
CREATE TABLE cart_line (
    customer text NOT NULL, product integer NOT NULL REFERENCES product, quantity integer NOT NULL,
    added timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (customer, product)
);
CREATE TABLE purchase (
    id bigserial PRIMARY KEY, customer text NOT NULL, cents integer NOT NULL,
    receipt text, placed timestamptz NOT NULL DEFAULT now(), paid timestamptz
);
CREATE INDEX purchase_customer ON purchase (customer);
CREATE TABLE purchase_line (
    purchase bigint NOT NULL REFERENCES purchase, product integer NOT NULL REFERENCES product,
    quantity integer NOT NULL, PRIMARY KEY (purchase, product)
);
CREATE TABLE loyalty_entry (customer text NOT NULL, points integer NOT NULL);
INSERT INTO loyalty_entry SELECT 'old' || i % 5000, i % 90 FROM generate_series(1, :history) AS i;
CREATE INDEX loyalty_entry_customer ON loyalty_entry (customer);
INSERT INTO product
SELECT i,
       (ARRAY['Harbour','Meadow','Ember','Slate','Juniper','Orchard','Tide','Clover','Linen','Amber',
              'Cedar','Frost'])[1 + (i * 7) % 12] || ' ' ||
       (ARRAY['Teapot','Mug','Tea Tin','Bowl','Kettle','Plate'])[1 + i % 6],
       (ARRAY['teapot','mug','tin','bowl','kettle','plate'])[1 + i % 6],
       890 + (i * 137) % 5200,
       (i * 47) % 360,
       (ARRAY['Thrown by hand, glazed twice, fired slowly.','Made for every day and for a long time.',
              'Small batch; no two are quite alike.','Keeps its heat, and its looks.'])[1 + i % 4],
       i <= 24
FROM generate_series(1, 200) AS i;
ANALYZE;
