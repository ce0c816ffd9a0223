-- SPDX-License-Identifier: Apache-2.0
-- Customers, orders and what follows from them.
--
-- "LIMIT -1 OFFSET 0" keeps a subquery whole: SQLite would else fold it into the outer query and compute an expression
-- again for each use of its name.

-- One row for an order before its tables are filled. A day's orders are spread from six in the morning to eleven at night;
-- the shops take them from nine to seven and were shut for a spring in 2020.
CREATE TEMP TABLE sale (
  order_id INTEGER PRIMARY KEY, d INTEGER, sec INTEGER, channel TEXT, store_id INTEGER, customer_id INTEGER, ship_to INTEGER,
  status TEXT, lines INTEGER, titles INTEGER, a INTEGER, b INTEGER, c INTEGER, f INTEGER);
INSERT INTO temp.sale
SELECT order_id, d, sec, channel, store_id, customer_id,
       CASE WHEN channel = 'store' THEN NULL WHEN customer_id % 5 = 0 AND f % 3 = 0 THEN 2 ELSE 1 END,
       CASE WHEN d > 2552 AND channel <> 'store' THEN CASE a % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' ELSE 'shipped' END
            WHEN channel <> 'store' AND a % 1000 < 28 THEN 'cancelled'
            WHEN a % 1000 < 45 THEN 'returned'
            ELSE 'completed' END,
       CASE WHEN b >> 8 & 127 < 54 THEN 1 WHEN b >> 8 & 127 < 87 THEN 2 WHEN b >> 8 & 127 < 106 THEN 3
            WHEN b >> 8 & 127 < 118 THEN 4 WHEN b >> 8 & 127 < 124 THEN 5 WHEN b >> 8 & 127 < 127 THEN 6 ELSE 7 END,
       titles, a, b, c, f
FROM (
  SELECT *,
         CASE WHEN channel = 'store' THEN CAST(substr('11111122233334445567', 1 + c % 20, 1) AS INTEGER) END AS store_id,
         -- Half of the orders come from anybody, the other half rather from those who have been here long.
         CASE WHEN channel = 'store' AND e % 100 < 35 THEN NULL
              WHEN f % 2 = 0 THEN 1 + c % members
              ELSE 1 + ((c * c >> 31) * members >> 31) END AS customer_id
  FROM (
    SELECT day.first_id + k.n AS order_id, day.d, day.titles, day.members, x.a, x.b, x.c, x.e, x.f,
           21600 + ((k.n - 1) * 62000 + x.a % 62000) / day.opened AS sec,
           CASE WHEN day.d BETWEEN 440 AND 516 THEN 'web'
                WHEN 21600 + ((k.n - 1) * 62000 + x.a % 62000) / day.opened NOT BETWEEN 32400 AND 68400 THEN 'web'
                WHEN x.d % 100 < 55 THEN 'store' WHEN x.d % 100 < 92 THEN 'web' ELSE 'phone' END AS channel
    FROM temp.calendar AS day
    CROSS JOIN temp.dice AS k
    CROSS JOIN temp.dice AS x
    WHERE k.n <= day.opened AND x.n = day.first_id + k.n
    LIMIT -1 OFFSET 0)
  LIMIT -1 OFFSET 0)
ORDER BY order_id;

INSERT INTO customers (
  customer_id, given_name, family_name, family_first, email, phone, born_on, joined_on, tier, newsletter, preferences)
SELECT c.customer_id, g.name, f.name, p.family_first,
       lower(replace(g.latin, ' ', '') || '.' || replace(f.latin, ' ', '')) || c.customer_id || '@example.'
         || CASE c.c % 3 WHEN 0 THEN 'com' WHEN 1 THEN 'net' ELSE 'org' END,
       CASE WHEN c.d % 10 < 6 THEN '+99 555 ' || printf('%06d', c.e % 1000000) END,
       CASE WHEN c.e % 10 < 7 THEN date('2001-12-31', '-' || ((c.f % 14000) + (c.d % 6000)) || ' days') END,
       day.day,
       CASE WHEN sales.orders >= 14 THEN 'patron' WHEN sales.orders >= 6 THEN 'regular' ELSE 'reader' END,
       c.f % 5 < 2,
       CASE WHEN c.c % 20 < 7 THEN json_object(
         'language', p.lang,
         'genres', json_array(5 + c.a % 26, 5 + c.b % 13),
         'contact', json_object('email', json(CASE c.d % 2 WHEN 0 THEN 'true' ELSE 'false' END), 'post', json('false')),
         'gift_wrap', CASE c.e % 4 WHEN 0 THEN '🎀' WHEN 1 THEN 'plain' END) END
FROM (
  SELECT x.n - 20000 AS customer_id,
         CASE WHEN x.n <= 23000 THEN -1461 + (x.n - 20000) * 1460 / 3000
              ELSE ((x.n - 23000) * 2557 + 8999) / 9000 - 1 END AS joined,
         x.a, x.b, x.c, x.d, x.e, x.f
  FROM temp.dice AS x WHERE x.n BETWEEN 20001 AND 32000) AS c
JOIN temp.crowd AS p ON p.slot = c.a % 64
JOIN temp.given AS g ON g.people = p.people AND g.i = c.b % p.givens
JOIN temp.family AS f ON f.people = p.people AND f.i = c.c % p.families
JOIN temp.calendar AS day ON day.d = c.joined
LEFT JOIN (SELECT customer_id, count(*) AS orders FROM temp.sale WHERE customer_id IS NOT NULL GROUP BY customer_id) AS sales
  ON sales.customer_id = c.customer_id
ORDER BY c.customer_id;

-- Everybody has an address, every fifth customer two.
INSERT INTO addresses (customer_id, address_no, label, street, postcode, city, country_code)
SELECT c.n - 20000, k.n,
       CASE WHEN k.n = 2 THEN CASE c.e % 3 WHEN 0 THEN 'work' WHEN 1 THEN 'parents' ELSE 'summer house 🏖️' END
            WHEN c.f % 4 = 0 THEN 'home' END,
       replace(s.text, '{n}', 1 + (c.d * k.n) % 140),
       t.postcode, t.city, p.country
FROM temp.dice AS c
CROSS JOIN temp.dice AS k
JOIN temp.crowd AS p ON p.slot = c.a % 64
JOIN temp.town AS t ON t.people = p.people AND t.i = (c.d + k.n) % p.towns
JOIN temp.street AS s ON s.people = p.people AND s.i = (c.e + k.n) % p.streets
WHERE c.n BETWEEN 20001 AND 32000 AND k.n <= 1 + (c.n % 5 = 0)
ORDER BY 1, 2;

-- Four lines of ten are from the newest 480 books, the others from the backlist, where few books sell most.
-- Each line of an order has another place in the groups of eight, so an order never names a book twice.
INSERT INTO order_lines (order_id, line_no, book_id, quantity, unit_price_cents, discount_percent)
SELECT l.order_id, l.line_no, l.book_id, l.quantity,
       b.price_cents - CASE WHEN r.day > l.d THEN 100 ELSE 0 END,
       CASE WHEN l.quantity >= 10 THEN 15 WHEN l.w % 17 = 0 THEN 10 ELSE 0 END
FROM (
  SELECT order_id, line_no, d, w,
         1 + place + 8 * CASE
           WHEN v % 10 < 4 THEN titles - 1 - ((w * w >> 31) * 60 >> 31)
           ELSE ((((w * w >> 31) * w >> 31) * 300 >> 31) * 119 + 7 + place * 41) % 300 END AS book_id,
         CASE WHEN v % 997 = 0 THEN 10 + w % 21 WHEN v % 11 = 0 THEN 2 WHEN v % 67 = 0 THEN 3 ELSE 1 END AS quantity
  FROM (
    SELECT order_id, line_no, d, titles, v, (min(f % 8, f / 8 % 8) + line_no) % 8 AS place, v * 48271 % 2147483647 AS w
    FROM (
      SELECT s.order_id, k.n AS line_no, s.d, s.f, s.titles, (s.a + k.n * 715827883) * 69069 % 2147483647 AS v
      FROM temp.sale AS s CROSS JOIN temp.dice AS k
      WHERE k.n <= s.lines
      LIMIT -1 OFFSET 0)
    LIMIT -1 OFFSET 0)
  LIMIT -1 OFFSET 0) AS l
CROSS JOIN books AS b
LEFT JOIN temp.repricing AS r ON r.book_id = l.book_id
WHERE b.book_id = l.book_id;

INSERT INTO orders (
  order_id, ordered_at, channel, status, customer_id, ship_to, store_id, employee_id, coupon, note,
  items_cents, discount_cents, shipping_cents)
SELECT order_id, day || printf(' %02d:%02d:%02d', sec / 3600, sec / 60 % 60, sec % 60),
       channel, status, customer_id, ship_to, store_id,
       CASE WHEN store_id IS NOT NULL AND f % 40 > 0 THEN (store_id - 1) * 8 + 1 + f % 6 END,
       CASE percent WHEN 5 THEN 'WELLE5' WHEN 10 THEN 'ΘΆΛΑΣΣΑ10' WHEN 15 THEN 'NOËL15' END,
       CASE c % 97 WHEN 0 THEN 'Gift wrap, please 🎁' WHEN 1 THEN 'Bitte beim Nachbarn abgeben' WHEN 2 THEN 'الرجاء الاتصال قبل التسليم'
                   WHEN 3 THEN 'Leave behind the blue door.' || char(10) || 'Beware of the gull.' WHEN 4 THEN '' WHEN 5 THEN 'のし紙をお願いします'
                   WHEN 6 THEN 'נא לא לצלצל בפעמון' END,
       items, items * percent / 100,
       CASE WHEN channel = 'store' OR items >= 4000 THEN 0 WHEN f % 9 = 0 THEN 890 ELSE 390 END
FROM (
  SELECT s.*, day.day,
         CASE WHEN s.customer_id IS NULL OR s.c % 13 > 0 THEN 0 WHEN substr(day.day, 6, 2) = '12' THEN 15
              WHEN s.c % 2 = 0 THEN 5 ELSE 10 END AS percent,
         (SELECT sum(l.line_cents) FROM order_lines AS l WHERE l.order_id = s.order_id) AS items
  FROM temp.sale AS s
  CROSS JOIN temp.calendar AS day
  WHERE day.d = s.d
  ORDER BY s.order_id
  LIMIT -1 OFFSET 0);

-- What was paid adds up to the total of the order; what came back adds up to nothing.
INSERT INTO payments (order_id, method, paid_at, amount, reference)
SELECT order_id, method, paid_at, amount,
       CASE WHEN method <> 'cash' THEN upper(substr(method, 1, 2)) || '-' || printf('%08X', (order_id * 48271 + rank * 7919) % 2147483647) END
FROM (
  SELECT s.order_id, 1 AS rank, 'gift card' AS method, opened_at + 60 AS paid_at, 10 AS amount
  FROM (SELECT *, (17897 + d) * 86400 + sec AS opened_at FROM temp.sale) AS s JOIN orders AS o USING (order_id)
  WHERE s.status NOT IN ('open', 'cancelled') AND s.c % 17 = 0 AND o.total_cents > 1500
  UNION ALL
  SELECT s.order_id, 2,
         CASE WHEN s.channel = 'store' AND s.b % 20 < 7 THEN 'cash' WHEN s.channel <> 'store' AND s.b % 20 < 3 THEN 'transfer' ELSE 'card' END,
         opened_at + 90 + s.a % 400 + CASE WHEN s.channel <> 'store' AND s.b % 20 < 3 THEN 86400 + s.f % 172800 ELSE 0 END,
         (o.total_cents - CASE WHEN s.c % 17 = 0 AND o.total_cents > 1500 THEN 1000 ELSE 0 END) / 100.0
  FROM (SELECT *, (17897 + d) * 86400 + sec AS opened_at FROM temp.sale) AS s JOIN orders AS o USING (order_id)
  WHERE s.status NOT IN ('open', 'cancelled')
  UNION ALL
  SELECT s.order_id, 3, 'transfer', opened_at + 432000 + s.f % 1296000, -o.total_cents / 100.0
  FROM (SELECT *, (17897 + d) * 86400 + sec AS opened_at FROM temp.sale) AS s JOIN orders AS o USING (order_id)
  WHERE s.status = 'returned')
ORDER BY paid_at, order_id, rank;

INSERT INTO shipments (order_id, carrier, tracking_code, shipped_on, delivered_on)
SELECT s.order_id,
       CASE s.f % 5 WHEN 0 THEN 'Gull Post' WHEN 1 THEN 'Küstenkurier' WHEN 2 THEN 'Ταχυδρομείο' ELSE 'Ferry & Freight' END,
       CASE WHEN s.f % 5 > 0 OR s.lines > 2 THEN printf('HB%09d%s', (s.order_id * 617283951 + k.n * 7919) % 1000000000,
         CASE s.f % 3 WHEN 0 THEN 'GB' WHEN 1 THEN 'DE' ELSE 'FR' END) END,
       out.day,
       CASE WHEN s.status <> 'shipped' AND s.b % 250 > 0 THEN home.day END
FROM temp.sale AS s
CROSS JOIN temp.dice AS k
CROSS JOIN temp.calendar AS out
CROSS JOIN temp.calendar AS home
WHERE s.channel <> 'store' AND s.status IN ('shipped', 'completed', 'returned')
  AND k.n <= 1 + (s.lines > 3 AND s.f % 4 = 0)
  AND out.d = s.d + s.c % 2 + (k.n - 1) * 3
  AND home.d = out.d + 1 + s.f % 6
ORDER BY s.order_id, k.n;

CREATE TEMP TABLE opinion (lang TEXT, good INTEGER, i INTEGER, text TEXT, PRIMARY KEY (lang, good, i)) WITHOUT ROWID;
INSERT INTO temp.opinion VALUES
  ('en', 1, 0, 'Read it in one night, with the storm outside. 🌊🌊🌊'), ('en', 1, 1, 'Bought three more for my friends.'),
  ('en', 1, 2, 'The chapter with the seals 🦭 alone is worth the price.'), ('en', 0, 0, 'Too much fog, too little plot.'),
  ('en', 0, 1, 'The binding came apart on page 12 😡'), ('en', 0, 2, 'Not for me; my mother liked it.'),
  ('de', 1, 0, 'Wunderschön erzählt, ich wollte gar nicht mehr ans Festland.'), ('de', 1, 1, 'Großes Kino 👏🏽'),
  ('de', 0, 0, 'Leider etwas zäh.'), ('fr', 1, 0, 'Un régal – à lire au bord de la mer ⛵'), ('fr', 1, 1, 'Bouleversant. L’œuvre d’une vie.'),
  ('fr', 0, 0, 'Déçu par la fin…'), ('es', 1, 0, '¡Qué maravilla! ❤️'), ('es', 0, 0, '¿Dónde está la historia?'),
  ('pt', 1, 0, 'Cheio de saudade, adorei.'), ('pt', 0, 0, 'Não consegui acabar.'), ('it', 1, 0, 'Così bello che l’ho riletto subito.'),
  ('pl', 1, 0, 'Świetna książka, polecam każdemu żeglarzowi!'), ('sv', 1, 0, 'Årets bästa bok!'), ('is', 1, 0, 'Þetta er ómissandi bók.'),
  ('tr', 1, 0, 'Çok güzel, bir solukta okudum.'), ('el', 1, 0, 'Υπέροχο βιβλίο, μύρισα θάλασσα.'), ('el', 0, 0, 'Μέτριο.'),
  ('uk', 1, 0, 'Чудова книжка, дякую крамниці! 💙💛'), ('ar', 1, 0, 'كتاب رائع، أنصح به بشدة'), ('he', 1, 0, 'ספר נפלא, קראתי פעמיים!'),
  ('zh', 1, 0, '一口气读完，海风扑面。'), ('ja', 1, 0, '霧の描写が素晴らしい。𠮟られても読み続けました。'), ('ko', 1, 0, '바다가 보고 싶어지는 책이에요 🐚'),
  ('hi', 1, 0, 'बहुत सुंदर किताब, दोबारा पढ़ूँगी।'), ('vi', 1, 0, 'Rất hay, đọc xong nhớ biển.'), ('yo', 1, 0, 'Ìwé yìí dára púpọ̀!');

-- About one bought book in eight is reviewed, some weeks later, in the customer's own language or in English.
INSERT OR IGNORE INTO reviews (book_id, customer_id, rating, body, written_on)
SELECT r.book_id, r.customer_id, r.rating,
       CASE WHEN r.v % 3 > 0 THEN coalesce(own.text, english.text) END,
       day.day
FROM (
  SELECT l.book_id, s.customer_id, s.d, s.f, x.a AS v,
         max(1, min(5, 3 + l.book_id * 31 % 3 - (x.b % 6 = 0) * 2 + (x.b % 5 = 0) - (x.b % 29 = 0) * 2)) AS rating
  FROM temp.sale AS s
  CROSS JOIN order_lines AS l
  CROSS JOIN temp.dice AS x
  WHERE s.customer_id IS NOT NULL AND s.status = 'completed' AND l.order_id = s.order_id
    AND (s.c + l.line_no * 7) % 6 = 0 AND x.n = 1 + (s.order_id * 7 + l.line_no * 8117) % 60000) AS r
CROSS JOIN temp.calendar AS day
CROSS JOIN temp.dice AS who
CROSS JOIN temp.crowd AS p
LEFT JOIN temp.opinion AS own ON own.lang = p.lang AND own.good = (r.rating > 2) AND own.i = r.v / 3 % 2
LEFT JOIN temp.opinion AS english ON english.lang = 'en' AND english.good = (r.rating > 2) AND english.i = r.f % 3
WHERE day.d = r.d + 7 + r.v % 60 AND day.d < 2557 AND who.n = 20000 + r.customer_id AND p.slot = who.a % 64
ORDER BY r.book_id, r.customer_id;

-- What the price trigger would have noted when the prices rose, and some corrected e-mail addresses.
INSERT INTO audit_log (happened_at, table_name, row_key, action, before_json, after_json)
SELECT happened_at, table_name, row_key, 'update', before_json, after_json
FROM (
  SELECT day.day || 'T06:00:00Z' AS happened_at, 'books' AS table_name, CAST(r.book_id AS TEXT) AS row_key,
         json_object('price_cents', b.price_cents - 100) AS before_json, json_object('price_cents', b.price_cents) AS after_json
  FROM temp.repricing AS r JOIN temp.calendar AS day ON day.d = r.day JOIN books AS b USING (book_id)
  UNION ALL
  SELECT day.day || printf('T%02d:%02d:00Z', 8 + c.customer_id % 11, c.customer_id % 60), 'customers', CAST(c.customer_id AS TEXT),
         json_object('email', 'old.' || c.email), json_object('email', c.email)
  FROM customers AS c JOIN temp.calendar AS day ON day.d = 900 + c.customer_id * 7 % 1600
  WHERE c.customer_id % 41 = 0 AND c.joined_on < day.day)
ORDER BY happened_at, table_name, CAST(row_key AS INTEGER);
