-- SPDX-License-Identifier: Apache-2.0
-- Countries, shops, staff, publishers, authors, books and what hangs on them.

INSERT INTO countries (country_code, name, native_name, currency, in_eu, vat_percent) VALUES
  ('CN', 'China', '中国', 'CNY', 0, NULL),
  ('DE', 'Germany', 'Deutschland', 'EUR', 1, 7),
  ('EG', 'Egypt', 'مصر', 'EGP', 0, NULL),
  ('ES', 'Spain', 'España', 'EUR', 1, 4),
  ('FR', 'France', 'France', 'EUR', 1, 5.5),
  ('GB', 'United Kingdom', 'United Kingdom', 'GBP', 0, 0),
  ('GR', 'Greece', 'Ελλάδα', 'EUR', 1, 6),
  ('IE', 'Ireland', 'Éire', 'EUR', 1, 0),
  ('IL', 'Israel', 'ישראל', 'ILS', 0, NULL),
  ('IN', 'India', 'भारत', 'INR', 0, 0),
  ('IS', 'Iceland', 'Ísland', 'ISK', 0, 11),
  ('IT', 'Italy', 'Italia', 'EUR', 1, 4),
  ('JP', 'Japan', '日本', 'JPY', 0, 10),
  ('KR', 'South Korea', '대한민국', 'KRW', 0, 0),
  ('NG', 'Nigeria', 'Nàìjíríà', 'NGN', 0, NULL),
  ('PL', 'Poland', 'Polska', 'PLN', 1, 5),
  ('PT', 'Portugal', 'Portugal', 'EUR', 1, 6),
  ('SE', 'Sweden', 'Sverige', 'SEK', 1, 6),
  ('TR', 'Türkiye', 'Türkiye', 'TRY', 0, NULL),
  ('UA', 'Ukraine', 'Україна', 'UAH', 0, NULL),
  ('VN', 'Vietnam', 'Việt Nam', 'VND', 0, 5);

INSERT INTO stores (store_id, name, city, country_code, latitude, longitude, opened_on, closed_on, opening_hours, phone) VALUES
  (1, 'Harbour Books Whitby', 'Whitby', 'GB', 54.48855, -0.61376, '1987-04-11', NULL,
   '{"mon-fri":["09:00","18:30"],"sat":["09:00","19:00"],"sun":["10:00","16:00"]}', '+44 1632 960101'),
  (2, 'Harbour Books Cobh', 'Cobh', 'IE', 51.85096, -8.29670, '1994-09-01', NULL,
   '{"mon-sat":["09:30","18:00"],"sun":null}', '+353 20 913 0102'),
  (3, 'Bücher am Hafen', 'Bremerhaven', 'DE', 53.54211, 8.57694, '2001-05-19', NULL,
   '{"mon-fri":["09:00","19:00"],"sat":["09:00","16:00"],"sun":null}', '+49 471 555 0103'),
  (4, 'Librairie du Port', 'Saint-Malo', 'FR', 48.64934, -2.02567, '2006-03-25', NULL,
   '{"tue-sat":["09:30","19:00"],"sun":["10:00","13:00"],"mon":null}', '+33 1 99 00 01 04'),
  (5, 'Livraria do Cais', 'Porto', 'PT', 41.14066, -8.61304, '2011-10-08', NULL,
   '{"mon-sat":["10:00","20:00"],"sun":["14:00","19:00"]}', '+351 220 550 105'),
  (6, 'Βιβλία στο Λιμάνι', 'Πειραιάς', 'GR', 37.94299, 23.64699, '2014-06-14', NULL,
   '{"mon-sat":["09:00","21:00"],"sun":null,"note":"☀️ siesta 14:30-17:30"}', NULL),
  (7, 'Libros del Muelle', 'Cádiz', 'ES', 36.52978, -6.29465, '2016-11-26', '2026-01-31',
   '{"mon-sat":["10:00","14:00"],"sun":null}', '+34 955 550 107');

-- Eight to a shop: the first runs it, the last two left before the sales of this file begin.
INSERT INTO employees (employee_id, store_id, manager_id, full_name, job, hired_on, left_on, salary)
SELECT (s.store_id - 1) * 8 + k.n,
       s.store_id,
       CASE k.n WHEN 1 THEN NULL WHEN 3 THEN (s.store_id - 1) * 8 + 2 WHEN 6 THEN (s.store_id - 1) * 8 + 2
                ELSE (s.store_id - 1) * 8 + 1 END,
       g.name || ' ' || f.name,
       CASE k.n WHEN 1 THEN 'manager' WHEN 2 THEN 'buyer' WHEN 6 THEN 'apprentice' ELSE 'bookseller' END,
       date('2017-01-02', '+' || (d.a % 700) || ' days'),
       CASE WHEN k.n > 6 THEN date('2018-12-01', '+' || (d.b % 28) || ' days') END,
       CASE WHEN k.n > 6 THEN NULL WHEN k.n = 1 THEN 46000 + d.c % 9000 WHEN k.n = 6 THEN 18500.5
            ELSE 27000 + d.c % 9000 + 0.25 * (d.d % 4) END
FROM stores AS s
JOIN temp.dice AS k ON k.n <= 8
JOIN temp.people AS p ON p.people = (SELECT min(q.people) FROM temp.people AS q WHERE q.country = s.country_code)
JOIN temp.dice AS d ON d.n = 300 + s.store_id * 8 + k.n
JOIN temp.given AS g ON g.people = p.people AND g.i = (k.n * 3 + s.store_id) % json_array_length(p.given)
JOIN temp.family AS f ON f.people = p.people AND f.i = (k.n * 5 + s.store_id) % json_array_length(p.family);

WITH founder(i, name, country) AS (VALUES
  (0, 'Gannet', 'GB'), (1, 'Breakwater', 'IE'), (2, 'Wolken', 'DE'), (3, 'Éditions Boréales', 'FR'), (4, 'Casa Marea', 'ES'),
  (5, 'Papel & Sal', 'PT'), (6, 'Żuraw', 'PL'), (7, 'Tidemark', 'GB'), (8, 'Norðan', 'IS'), (9, 'Lanterna', 'IT'),
  (10, '灯台', 'JP'), (11, 'Φάρος', 'GR')),
imprint(j, name) AS (VALUES
  (0, ''), (1, ' Noir'), (2, ' & Sons'), (3, ' Junior'), (4, ' Pocket'), (5, ' Atlas'), (6, ' International'), (7, ' Classics'))
INSERT INTO publishers (publisher_id, name, country_code, website, founded)
SELECT i * 8 + j + 1,
       founder.name || imprint.name,
       founder.country,
       CASE WHEN dice.b % 5 > 0 THEN 'https://publisher' || (i * 8 + j + 1) || '.example.com/' END,
       CASE WHEN dice.c % 6 > 0 THEN 2024 - (dice.d % 400) * (dice.d % 400) / 900 END
FROM founder, imprint
JOIN temp.dice AS dice ON dice.n = 500 + i * 8 + j
ORDER BY 1;

INSERT INTO genres (genre_id, parent_id, name, emoji) VALUES
  (1, NULL, 'Fiction', '📖'), (2, NULL, 'Non-fiction', '🧭'), (3, NULL, 'Children', '🧸'), (4, NULL, 'Other', NULL),
  (5, 1, 'Literary fiction', NULL), (6, 1, 'Crime', '🔍'), (7, 1, 'Science fiction', '🚀'), (8, 1, 'Fantasy', '🐉'),
  (9, 1, 'Romance', '❤️'), (10, 1, 'Historical novels', '🏛️'), (11, 1, 'Short stories', NULL), (12, 6, 'Nordic noir', '🌒'),
  (13, 6, 'Cosy crime', '🫖'), (14, 2, 'Seafaring', '⚓'), (15, 2, 'Nature', '🌿'), (16, 2, 'History', NULL),
  (17, 2, 'Biography', NULL), (18, 2, 'Cooking', '👩‍🍳'), (19, 2, 'Travel', '🗺️'), (20, 2, 'Science', '🔭'),
  (21, 14, 'Lighthouses', '🗼'), (22, 14, 'Shipwrecks', NULL), (23, 3, 'Picture books', '🦭'), (24, 3, 'Young adults', NULL),
  (25, 3, 'First readers', '🔤'), (26, 4, 'Poetry', '🪶'), (27, 4, 'Drama', '🎭'), (28, 4, 'Comics', '💬'),
  (29, 4, 'Sheet music', '🎵'), (30, 4, 'Nautical charts', NULL);

-- Every people has as many authors as its lists allow, up to 90; from_id and authors are where they stand.
CREATE TEMP TABLE guild (people INTEGER PRIMARY KEY, lang TEXT, authors INTEGER, from_id INTEGER);
INSERT INTO temp.guild
SELECT people, lang, authors, 1 + sum(authors) OVER (ORDER BY people) - authors
FROM (SELECT people, lang, min(90, 40 + share * 6, json_array_length(given) * json_array_length(family)) AS authors
      FROM temp.people);

INSERT INTO authors (author_id, full_name, latin_name, country_code, born, died)
SELECT author_id,
       CASE p.family_first WHEN 1 THEN f.name || g.name
            ELSE g.name || CASE WHEN p.people < 10 AND b % 7 = 0 THEN ' ' || char(65 + c % 20) || '. ' ELSE ' ' END || f.name END,
       g.latin || ' ' || f.latin,
       CASE WHEN d % 12 > 0 THEN p.country END,
       CASE WHEN e % 8 > 0 THEN born END,
       CASE WHEN e % 8 > 0 AND born + 45 + f_ % 50 < 2024 AND c % 10 > 0 THEN born + 45 + f_ % 50 END
FROM (
  SELECT guild.from_id + k.n - 1 AS author_id, guild.people, k.n - 1 AS k, x.b, x.c, x.d, x.e, x.f AS f_,
         1998 - x.a % 60 - x.b % 50 AS born
  FROM temp.guild AS guild
  JOIN temp.dice AS k ON k.n <= guild.authors
  JOIN temp.dice AS x ON x.n = 1000 + guild.from_id + k.n)
JOIN temp.people AS p USING (people)
-- Walking both lists at once meets every pair once before any comes back.
JOIN temp.given AS g ON g.people = p.people AND g.i = k % json_array_length(p.given)
JOIN temp.family AS f ON f.people = p.people
 AND f.i = (k + k / json_array_length(p.given)) % json_array_length(p.family)
ORDER BY author_id;

-- Titles up to 2400 are the backlist of 2018, the next 1600 came out evenly over seven years, the last 40 are announced.
-- Four books of ten are in English, the others follow the shares of the peoples.
CREATE TEMP TABLE draft (
  book_id INTEGER PRIMARY KEY, people INTEGER, lang TEXT, nth INTEGER, out_on INTEGER,
  a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER, f INTEGER);
INSERT INTO temp.draft
SELECT book_id, people, lang, row_number() OVER (PARTITION BY lang ORDER BY book_id) - 1, out_on, a, b, c, d, e, f
FROM (
  SELECT x.n - 4000 AS book_id,
         CASE WHEN x.a % 10 < 3 THEN 0 ELSE crowd.people END AS people,
         CASE WHEN x.a % 10 < 3 THEN 'en' ELSE crowd.lang END AS lang,
         CASE WHEN x.n - 4000 <= 2400 THEN -25000 + (x.n - 4000) * 24990 / 2400
              WHEN x.n - 4000 <= 4000 THEN ((x.n - 6400) * 2557 + 1599) / 1600
              ELSE 2560 + (x.n - 8000) * 3 END AS out_on,
         x.a, x.b, x.c, x.d, x.e, x.f
  FROM temp.dice AS x
  JOIN temp.crowd AS crowd ON crowd.slot = x.b % 64
  WHERE x.n BETWEEN 4001 AND 8040)
ORDER BY book_id;

CREATE TEMP TABLE subtitle (lang TEXT, i INTEGER, text TEXT, PRIMARY KEY (lang, i)) WITHOUT ROWID;
INSERT INTO temp.subtitle VALUES
  ('en', 0, 'A Novel'), ('en', 1, 'Stories'), ('en', 2, 'A Memoir of the Coast'), ('de', 0, 'Roman'), ('de', 1, 'Erzählungen'),
  ('de', 2, 'Ein Küstenkrimi'), ('fr', 0, 'Récit'), ('fr', 1, 'Nouvelles'), ('fr', 2, 'Roman'), ('es', 0, 'Novela'), ('pt', 0, 'Romance'),
  ('it', 0, 'Romanzo'), ('pl', 1, 'Powieść'), ('sv', 2, 'En berättelse'), ('el', 0, 'Μυθιστόρημα'), ('uk', 1, 'Роман'),
  ('ar', 0, 'رواية'), ('he', 1, 'רומן'), ('ja', 0, '長編小説'), ('zh', 2, '长篇小说'), ('ko', 1, '장편소설'), ('hi', 0, 'उपन्यास');

CREATE TEMP TABLE blurb (part INTEGER, i INTEGER, text TEXT, PRIMARY KEY (part, i)) WITHOUT ROWID;
INSERT INTO temp.blurb VALUES
  (1, 0, 'A keeper who has not spoken for a year finds a bottle on the rocks.'),
  (1, 1, 'Two sisters inherit a ferry, a debt and a map with one island too many.'),
  (1, 2, 'In the winter of the great frost, the harbour stands still for ninety days.'),
  (1, 3, 'Nobody in the village remembers who painted the door blue.'),
  (1, 4, 'A ship comes home with every lantern lit and not a soul aboard.'),
  (1, 5, 'The letters arrived twenty years late, all of them on the same morning.'),
  (1, 6, 'She came to count the seabirds and stayed for the trial.'),
  (1, 7, 'The last bookshop on the quay is sold, and with it a locked cellar.'),
  (1, 8, 'What do we owe to the sea that feeds us?'),
  (1, 9, 'An atlas of coasts that moved, drawn by those who had to leave them.'),
  (1, 10, 'A detective with a fear of water is sent to an island.'),
  (2, 0, 'What begins as a wager ends as a reckoning.'),
  (2, 1, 'Told in three voices, it is as much about memory as about weather.'),
  (2, 2, 'With forty recipes and as many arguments.'),
  (2, 3, 'The author walked every mile of it, twice.'),
  (2, 4, 'Dry, funny, and sadder than it lets on.'),
  (2, 5, 'Based on logbooks that lay in an attic until 1998.'),
  (2, 6, 'For readers from nine to ninety.'),
  (3, 0, '“A small masterpiece” – Whitby Evening Post.'),
  (3, 1, 'Translated into eleven languages.'),
  (3, 2, 'Winner of the Golden Gull 🏆.'),
  (3, 3, 'Our booksellers’ choice of the season.'),
  (3, 4, 'With an afterword by the translator.');

INSERT INTO books (book_id, isbn, title, subtitle, language, publisher_id, cover_id, published_on, price_cents, weight_kg, blurb, metadata)
SELECT d.book_id,
       CASE WHEN d.book_id <= 4000 AND (d.out_on > -17500 OR d.c % 4 = 0) THEN ean || ((10 - (
         9 + 3 * 7 + 8
         + 3 * (ean / 100000000 % 10 + ean / 1000000 % 10 + ean / 10000 % 10 + ean / 100 % 10 + ean % 10)
         + ean / 10000000 % 10 + ean / 100000 % 10 + ean / 1000 % 10 + ean / 10 % 10) % 10) % 10) END,
       t.title || CASE d.nth / n.titles WHEN 0 THEN '' WHEN 1 THEN ' II' WHEN 2 THEN ' III' WHEN 3 THEN ' IV' ELSE ' V' END,
       s.text,
       d.lang,
       1 + (d.d % 96) * (d.e % 96) / 96,
       CASE WHEN d.book_id <= 4000 AND d.f % 20 > 0 THEN 1 + (d.f / 20) % 24 END,
       CASE WHEN d.out_on > -22000 OR d.d % 5 > 1 THEN date('2019-01-01', d.out_on || ' days') END,
       CASE hardback WHEN 1 THEN 1800 + d.b % 18 * 100 ELSE 600 + d.b % 13 * 100 END
         + CASE d.c % 5 WHEN 0 THEN 50 WHEN 1 THEN 95 WHEN 2 THEN 90 ELSE 99 END,
       CASE WHEN pages IS NOT NULL THEN round(pages * 0.00125 + hardback * 0.18 + 0.03, 3) END,
       CASE WHEN d.a % 8 > 0 THEN b1.text || ' ' || b2.text || CASE WHEN d.e % 3 = 0 THEN ' ' || b3.text ELSE '' END END,
       json_object(
         'binding', CASE hardback WHEN 1 THEN 'hardback' ELSE CASE d.e % 6 WHEN 0 THEN 'pocket' ELSE 'paperback' END END,
         'pages', pages,
         'size_mm', json_array(120 + d.f % 5 * 10, 190 + d.e % 6 * 10),
         'edition', 1 + (d.c % 5) * (d.c % 3) / 3,
         'tags', CASE d.b % 4 WHEN 0 THEN json_array('sea', 'signed') WHEN 1 THEN json_array('sea', 'gift 🎁', 'staff pick')
                      WHEN 2 THEN json_array() ELSE json_array('local', 'série') END,
         'ebook', json(CASE d.d % 3 WHEN 0 THEN 'true' WHEN 1 THEN 'false' ELSE 'null' END))
FROM (
  SELECT *,
         CASE WHEN c % 10 < 3 THEN 1 ELSE 0 END AS hardback,
         -- Twelve digits: the prefix, then a walk through nine digits that meets none twice.
         978000000000 + book_id * 617283951 % 1000000000 AS ean,
         CASE WHEN book_id <= 4000 AND e % 25 > 0 THEN 64 + d % 300 + e % 300 END AS pages
  FROM temp.draft) AS d
JOIN (SELECT lang, json_array_length(first) * json_array_length(second) AS titles FROM temp.title_words) AS n USING (lang)
JOIN temp.title AS t ON t.lang = d.lang AND t.i = (d.nth * 61 + 17) % n.titles
LEFT JOIN temp.subtitle AS s ON s.lang = d.lang AND s.i = d.f % 7
JOIN temp.blurb AS b1 ON b1.part = 1 AND b1.i = d.b % 11
JOIN temp.blurb AS b2 ON b2.part = 2 AND b2.i = d.c % 7
JOIN temp.blurb AS b3 ON b3.part = 3 AND b3.i = d.d % 5
ORDER BY d.book_id;

-- The first author writes in the language of the book and a few write most; the second is another of the same people;
-- a translator or illustrator comes from another people.
INSERT INTO book_authors (book_id, author_id, position, role)
SELECT d.book_id, g.from_id + (d.b % g.authors) * (d.c % g.authors) / g.authors, 1, 'author'
FROM temp.draft AS d JOIN temp.guild AS g USING (people)
UNION ALL
SELECT d.book_id,
       g.from_id + ((d.b % g.authors) * (d.c % g.authors) / g.authors + 1 + d.e % (g.authors - 1)) % g.authors, 2, 'author'
FROM temp.draft AS d JOIN temp.guild AS g USING (people)
WHERE d.d % 9 = 0
UNION ALL
SELECT d.book_id, g.from_id + d.e % g.authors, 2 + (d.d % 9 = 0), CASE d.f % 3 WHEN 0 THEN 'illustrator' ELSE 'translator' END
FROM temp.draft AS d JOIN temp.guild AS g ON g.people = (d.people + 1 + d.f % 20) % 21
WHERE d.e % 6 = 0
ORDER BY 1, 2;

INSERT INTO book_genres (book_id, genre_id)
SELECT book_id, 5 + (c % 26) * (d % 26) / 26 FROM temp.draft
UNION ALL
SELECT book_id, 5 + ((c % 26) * (d % 26) / 26 + 1 + e % 25) % 26 FROM temp.draft WHERE f % 5 < 3
UNION ALL
SELECT book_id, 1 + f % 4 FROM temp.draft WHERE a % 9 = 0
ORDER BY 1, 2;

-- Every third book was a euro cheaper before its price rose, on a day between autumn 2021 and the end of 2023.
CREATE TEMP TABLE repricing (book_id INTEGER PRIMARY KEY, day INTEGER);
INSERT INTO temp.repricing
SELECT book_id, 1000 + book_id * 37 % 800 FROM temp.draft WHERE book_id % 3 = 0 AND out_on < 990;

INSERT INTO price_history (book_id, valid_from, valid_to, price_cents)
SELECT b.book_id, coalesce(b.published_on, '1950-01-01'), r.day, b.price_cents - CASE WHEN r.day IS NULL THEN 0 ELSE 100 END
FROM books AS b
LEFT JOIN (SELECT r.book_id, c.day FROM temp.repricing AS r JOIN temp.calendar AS c ON c.d = r.day) AS r USING (book_id)
UNION ALL
SELECT r.book_id, c.day, NULL, b.price_cents
FROM temp.repricing AS r JOIN temp.calendar AS c ON c.d = r.day JOIN books AS b USING (book_id)
ORDER BY 1, 2;

-- A shop holds the books of its own language and of the seas around it, about six of ten.
INSERT INTO inventory (store_id, book_id, on_hand, reorder_at, shelf, counted_on)
SELECT s.store_id, b.book_id,
       CASE WHEN x.a % 11 = 0 THEN 0 ELSE (x.b % 13) * (x.c % 13) / 12 END,
       1 + x.d % 4,
       CASE WHEN x.e % 14 > 0 THEN char(65 + x.e % 8) || printf('%02d', 1 + x.f % 40) END,
       CASE WHEN x.f % 4 > 0 THEN date('2025-12-31', '-' || (x.f % 400) || ' days') END
FROM stores AS s
JOIN books AS b ON b.book_id <= 4000
JOIN temp.dice AS x ON x.n = 1 + (s.store_id * 7919 + b.book_id * 13) % 60000
WHERE x.c % 10 < 6
ORDER BY 1, 2;
