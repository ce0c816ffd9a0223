-- SPDX-License-Identifier: Apache-2.0
-- Indexes, full text, views and triggers. They come after the rows: it is faster, and no trigger fires on old sales.

CREATE INDEX employees_by_manager ON employees (manager_id) WHERE manager_id IS NOT NULL;
CREATE INDEX authors_by_latin_name ON authors (latin_name COLLATE NOCASE);
CREATE INDEX books_by_title ON books (title COLLATE NOCASE);
CREATE INDEX books_by_publisher ON books (publisher_id, published_on DESC);
CREATE INDEX books_by_binding ON books (json_extract(metadata, '$.binding'), pages);
CREATE INDEX book_authors_by_author ON book_authors (author_id, role);
CREATE INDEX book_genres_by_genre ON book_genres (genre_id);
CREATE INDEX inventory_sold_out ON inventory (book_id) WHERE on_hand = 0;
CREATE UNIQUE INDEX customers_by_email ON customers (lower(email));
CREATE INDEX customers_by_name ON customers (family_name, given_name);
CREATE INDEX customers_of_newsletter ON customers (joined_on) WHERE newsletter = 1;
CREATE INDEX orders_by_customer ON orders (customer_id, ship_to) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_time ON orders (ordered_at);
CREATE INDEX orders_to_do ON orders (status, ordered_at) WHERE status IN ('open', 'paid', 'shipped');
CREATE INDEX order_lines_by_book ON order_lines (book_id);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX shipments_by_order ON shipments (order_id);
CREATE INDEX shipments_under_way ON shipments (shipped_on) WHERE delivered_on IS NULL;
CREATE INDEX reviews_by_customer ON reviews (customer_id);

-- Full text over the catalogue; accents do not matter: SELECT * FROM books_text WHERE books_text MATCH 'ile OR libreria'.
CREATE VIRTUAL TABLE books_text USING fts5 (
  title, subtitle, blurb, content = 'books', content_rowid = 'book_id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO books_text (books_text) VALUES ('rebuild');

CREATE TRIGGER books_text_insert AFTER INSERT ON books
BEGIN
  INSERT INTO books_text (rowid, title, subtitle, blurb) VALUES (new.book_id, new.title, new.subtitle, new.blurb);
END;

CREATE TRIGGER books_text_delete AFTER DELETE ON books
BEGIN
  INSERT INTO books_text (books_text, rowid, title, subtitle, blurb)
  VALUES ('delete', old.book_id, old.title, old.subtitle, old.blurb);
END;

CREATE TRIGGER books_text_update AFTER UPDATE OF title, subtitle, blurb ON books
BEGIN
  INSERT INTO books_text (books_text, rowid, title, subtitle, blurb)
  VALUES ('delete', old.book_id, old.title, old.subtitle, old.blurb);
  INSERT INTO books_text (rowid, title, subtitle, blurb) VALUES (new.book_id, new.title, new.subtitle, new.blurb);
END;

-- One row for a book, with its people, genres and stars.
CREATE VIEW book_catalogue AS
SELECT b.book_id, b.isbn, b.title, b.subtitle, b.language, p.name AS publisher,
       (SELECT group_concat(a.full_name, ', ')
        FROM (SELECT author_id FROM book_authors WHERE book_id = b.book_id AND role = 'author' ORDER BY position) AS ba
        JOIN authors AS a ON a.author_id = ba.author_id) AS authors,
       (SELECT group_concat(g.name, ', ') FROM book_genres AS bg JOIN genres AS g ON g.genre_id = bg.genre_id
        WHERE bg.book_id = b.book_id) AS genres,
       (SELECT round(avg(r.rating), 2) FROM reviews AS r WHERE r.book_id = b.book_id) AS stars,
       b.list_price, b.published_on, c.image AS cover
FROM books AS b
JOIN publishers AS p ON p.publisher_id = b.publisher_id
LEFT JOIN covers AS c ON c.cover_id = b.cover_id;

-- One row for an order; the status can be changed here.
CREATE VIEW order_summary AS
SELECT o.order_id, o.ordered_at, o.channel, o.status, c.full_name AS customer, a.city AS ship_to_city, s.name AS store,
       (SELECT sum(l.quantity) FROM order_lines AS l WHERE l.order_id = o.order_id) AS books,
       o.total_cents / 100.0 AS total,
       (SELECT coalesce(sum(p.amount), 0) FROM payments AS p WHERE p.order_id = o.order_id) AS paid
FROM orders AS o
LEFT JOIN customers AS c ON c.customer_id = o.customer_id
LEFT JOIN addresses AS a ON a.customer_id = o.customer_id AND a.address_no = o.ship_to
LEFT JOIN stores AS s ON s.store_id = o.store_id;

CREATE TRIGGER order_summary_status INSTEAD OF UPDATE OF status ON order_summary
BEGIN
  UPDATE orders SET status = new.status WHERE order_id = old.order_id;
END;

-- Customers with their main address; an insert here makes both rows.
CREATE VIEW address_book (customer_id, given_name, family_name, email, street, postcode, city, country_code) AS
SELECT c.customer_id, c.given_name, c.family_name, c.email, a.street, a.postcode, a.city, a.country_code
FROM customers AS c
LEFT JOIN addresses AS a ON a.customer_id = c.customer_id AND a.address_no = 1;

CREATE TRIGGER address_book_insert INSTEAD OF INSERT ON address_book
BEGIN
  INSERT INTO customers (customer_id, given_name, family_name, email, joined_on)
  VALUES (new.customer_id, new.given_name, new.family_name, new.email, date('now'));
  INSERT INTO addresses (customer_id, address_no, street, postcode, city, country_code)
  SELECT c.customer_id, 1, new.street, new.postcode, new.city, new.country_code
  FROM customers AS c WHERE lower(c.email) = lower(new.email);
END;

CREATE VIEW monthly_revenue AS
SELECT substr(o.ordered_at, 1, 7) AS month, o.channel, count(*) AS orders, sum(o.total_cents) / 100.0 AS revenue,
       round(avg(o.total_cents) / 100.0, 2) AS average_order
FROM orders AS o
WHERE o.status NOT IN ('cancelled', 'returned')
GROUP BY month, o.channel;

CREATE VIEW bestsellers AS
SELECT rank() OVER (ORDER BY sum(l.quantity) DESC) AS place, b.book_id, b.title, b.language,
       sum(l.quantity) AS sold, sum(l.line_cents) / 100.0 AS revenue
FROM order_lines AS l
JOIN orders AS o ON o.order_id = l.order_id
JOIN books AS b ON b.book_id = l.book_id
WHERE o.status NOT IN ('cancelled', 'returned')
GROUP BY b.book_id;

CREATE VIEW customer_value AS
SELECT c.customer_id, c.full_name, c.tier, count(o.order_id) AS orders, coalesce(sum(o.total_cents), 0) / 100.0 AS spent,
       min(o.ordered_at) AS first_order, max(o.ordered_at) AS last_order
FROM customers AS c
LEFT JOIN orders AS o ON o.customer_id = c.customer_id AND o.status NOT IN ('cancelled', 'returned')
GROUP BY c.customer_id;

CREATE VIEW to_reorder AS
SELECT s.name AS store, b.title, i.on_hand, i.reorder_at, i.shelf
FROM inventory AS i
JOIN stores AS s ON s.store_id = i.store_id
JOIN books AS b ON b.book_id = i.book_id
WHERE i.on_hand < i.reorder_at;

CREATE VIEW genre_paths AS
WITH RECURSIVE branch (genre_id, depth, path) AS (
  SELECT genre_id, 0, name FROM genres WHERE parent_id IS NULL
  UNION ALL
  SELECT g.genre_id, branch.depth + 1, branch.path || ' › ' || g.name
  FROM genres AS g JOIN branch ON g.parent_id = branch.genre_id
)
SELECT genre_id, depth, path FROM branch ORDER BY path;

-- The order's sum follows its lines.
CREATE TRIGGER order_lines_insert AFTER INSERT ON order_lines
BEGIN
  UPDATE orders SET items_cents = items_cents + new.line_cents WHERE order_id = new.order_id;
END;

CREATE TRIGGER order_lines_update AFTER UPDATE ON order_lines
BEGIN
  UPDATE orders SET items_cents = items_cents - old.line_cents WHERE order_id = old.order_id;
  UPDATE orders SET items_cents = items_cents + new.line_cents WHERE order_id = new.order_id;
END;

CREATE TRIGGER order_lines_delete AFTER DELETE ON order_lines
BEGIN
  UPDATE orders SET items_cents = items_cents - old.line_cents WHERE order_id = old.order_id;
END;

CREATE TRIGGER payments_refuse BEFORE INSERT ON payments
WHEN (SELECT status FROM orders WHERE order_id = new.order_id) = 'cancelled'
BEGIN
  SELECT raise(ABORT, 'this order was cancelled: reopen it before taking money for it');
END;

CREATE TRIGGER books_price_change AFTER UPDATE OF price_cents ON books
WHEN old.price_cents <> new.price_cents
BEGIN
  INSERT INTO audit_log (happened_at, table_name, row_key, action, before_json, after_json)
  VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'books', CAST(new.book_id AS TEXT), 'update',
          json_object('price_cents', old.price_cents), json_object('price_cents', new.price_cents));
END;

CREATE TRIGGER customers_change AFTER UPDATE OF given_name, family_name, email, phone ON customers
BEGIN
  INSERT INTO audit_log (happened_at, table_name, row_key, action, before_json, after_json)
  VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'customers', CAST(new.customer_id AS TEXT), 'update',
          json_object('name', old.full_name, 'email', old.email, 'phone', old.phone),
          json_object('name', new.full_name, 'email', new.email, 'phone', new.phone));
END;

CREATE TRIGGER customers_delete AFTER DELETE ON customers
BEGIN
  INSERT INTO audit_log (happened_at, table_name, row_key, action, before_json)
  VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'customers', CAST(old.customer_id AS TEXT), 'delete',
          json_object('name', old.full_name, 'email', old.email));
END;
