-- SPDX-License-Identifier: Apache-2.0
-- Harbour Books: seven bookshops on the coast, their catalogue and seven years of sales (2019 to 2025).
-- The files of this folder run in the order of their names, on one connection, into a new and empty file.
-- Everything is computed from fixed numbers: two runs make the same rows.

-- A run that dies leaves a broken file: build beside the real name and rename when the last file is through.
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
-- Parents and children arrive in whatever order is fastest, and rows are right by construction (a test asks
-- integrity_check and foreign_key_check); the last file turns both checks on.
PRAGMA foreign_keys = OFF;
PRAGMA ignore_check_constraints = ON;

BEGIN EXCLUSIVE;

-- The numbers that stand in for chance: s runs through MINSTD, every column is s times another factor in the same prime field.
-- All are in [1, 2147483646], so a product of two still fits into 64 bits.
CREATE TEMP TABLE dice (n INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER, f INTEGER);
INSERT INTO temp.dice
WITH RECURSIVE chain(n, s) AS (
  VALUES (1, 20190102)
  UNION ALL
  SELECT n + 1, s * 48271 % 2147483647 FROM chain WHERE n < 60000
)
SELECT n, s,
       s * 1583458089 % 2147483647,
       s * 784588716 % 2147483647,
       s * 1343714438 % 2147483647,
       s * 630360016 % 2147483647,
       s * 950706376 % 2147483647
FROM chain;

-- Day 0 is 2019-01-01. opened counts the orders of a day: growth by year, season by month, rhythm by weekday, and some noise.
-- titles and members say how much of the catalogue (in groups of eight) and of the customer list exists on that day.
CREATE TEMP TABLE calendar (
  d INTEGER PRIMARY KEY, day TEXT NOT NULL, opened INTEGER NOT NULL, first_id INTEGER NOT NULL,
  titles INTEGER NOT NULL, members INTEGER NOT NULL);
INSERT INTO temp.calendar
WITH RECURSIVE days(d) AS (VALUES (-1500) UNION ALL SELECT d + 1 FROM days WHERE d < 2700),
dated AS MATERIALIZED (SELECT d, date('2019-01-01', d || ' days') AS day FROM days),
season(month, weight) AS (VALUES
  ('01', 80), ('02', 70), ('03', 85), ('04', 90), ('05', 90), ('06', 100),
  ('07', 118), ('08', 108), ('09', 95), ('10', 100), ('11', 140), ('12', 225)),
weekday(w, weight) AS (VALUES ('0', 60), ('1', 85), ('2', 90), ('3', 95), ('4', 100), ('5', 125), ('6', 150)),
growth(year, weight) AS (VALUES
  ('2019', 130), ('2020', 125), ('2021', 150), ('2022', 170), ('2023', 185), ('2024', 205), ('2025', 225)),
counted AS MATERIALIZED (
  SELECT dated.d, dated.day,
         CASE WHEN g.weight IS NULL THEN 0
              ELSE g.weight * s.weight * w.weight / 112000 + dice.a % 5 END AS opened
  FROM dated
  JOIN season AS s ON s.month = substr(dated.day, 6, 2)
  JOIN weekday AS w ON w.w = strftime('%w', dated.day)
  JOIN temp.dice AS dice ON dice.n = dated.d + 1501
  LEFT JOIN growth AS g ON g.year = substr(dated.day, 1, 4)
  ORDER BY dated.d)
SELECT d, day, opened,
       sum(opened) OVER (ORDER BY d) - opened,
       (2400 + max(d, 0) * 1600 / 2557) / 8,
       3000 + max(d, 0) * 9000 / 2557
FROM counted;
