-- SPDX-License-Identifier: Apache-2.0
SELECT a, b
FROM t
WHERE x = 1 AND y BETWEEN 2 AND 3; -- trailing
SELECT DISTINCT
    c.id,
    c.name,
    coalesce(sum(o.total), 0) AS total,
    count(*) FILTER (WHERE o.status = 'open') AS open_orders,
    row_number() OVER (PARTITION BY c.region ORDER BY c.created_at DESC, c.id)
FROM customers c
LEFT OUTER JOIN orders o ON o.customer_id = c.id AND o.deleted_at IS NULL
WHERE c.id IN (
    SELECT customer_id
    FROM vip
    WHERE level > 3 AND region IN ('a', 'b')
    ORDER BY level
    LIMIT 100 OFFSET 5
)
    AND NOT EXISTS (SELECT 1 FROM banned b WHERE b.id = c.id)
GROUP BY c.id, c.name
HAVING count(*) > 1
ORDER BY 3 DESC NULLS LAST
LIMIT 10 OFFSET 20;

WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100),
big AS MATERIALIZED (
    SELECT *
    FROM generate_series(1, 100000) AS g(x)
    JOIN t ON t.n = g.x
    WHERE x > 10 AND x <> 77
)
SELECT sum(n)
FROM t;
WITH moved AS (DELETE FROM products WHERE date >= '2010-10-01' AND date < '2010-11-01' RETURNING *)
INSERT INTO products_log
SELECT *
FROM moved;
INSERT INTO t(a, b, c)
VALUES (1, 'x', now()), (2, 'y', now())
ON CONFLICT (a) DO UPDATE
SET b = excluded.b, c = excluded.c
WHERE t.b IS DISTINCT FROM excluded.b
RETURNING *;
INSERT INTO films
VALUES
    ('UA502', 'Bananas', 105, DEFAULT, 'Comedy', '82 minutes'),
    ('T_601', 'Yojimbo', 106, '1961-06-16', 'Drama', DEFAULT),
    ('HG120', 'The Dinner Game', 140, '1985-02-10', 'Comedy', DEFAULT);
INSERT INTO distributors(did, dname)
VALUES (7, 'Redline GmbH')
ON CONFLICT DO NOTHING;
UPDATE accounts
SET balance = balance - 100, updated_at = now()
FROM transfers
WHERE transfers.id = accounts.id AND transfers.amount > 100 AND accounts.state = 'active'
RETURNING accounts.id;
DELETE FROM films
USING producers
WHERE producer_id = producers.id AND producers.name = 'foo';
MERGE INTO t
USING s ON t.id = s.id
WHEN MATCHED AND s.deleted THEN DELETE
WHEN MATCHED THEN UPDATE SET a = s.a, b = s.b
WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.a);
SELECT brand, size, sum(sales)
FROM items_sold
GROUP BY grouping sets((brand), (size), ());
SELECT m.name, pname
FROM manufacturers m
LEFT JOIN LATERAL get_product_names(m.id) pname ON TRUE
WHERE pname IS NULL;
SELECT
    x::int,
    a->>'b',
    data#>'{a,b}',
    arr[1:2],
    array[1,
    2] || 3,
    -1,
    $1::text,
    INTERVAL '1 day',
    e'\n',
    $$dollar ' quoted$$
FROM t, LATERAL (SELECT 1) q;
SELECT
    'one'
    'text' AS joined,
    data @> '{"a":1}'::jsonb AS has,
    a IS NOT DISTINCT FROM b,
    extract(year FROM ts),
    substring(name FROM 1 FOR 3)
FROM docs;
SELECT
    depname,
    empno,
    salary,
    avg(salary) OVER w,
    rank() OVER (
        PARTITION BY depname
        ORDER BY salary DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
FROM empsalary
WINDOW w AS (PARTITION BY depname);
SELECT a
FROM t1
UNION ALL
SELECT b
FROM t2
EXCEPT
SELECT c
FROM t3
ORDER BY 1
FOR UPDATE SKIP LOCKED;
SELECT CASE WHEN a > 1 THEN 'x' WHEN b THEN 'y' ELSE 'z' END
FROM t;
SELECT CASE
    WHEN aaaaaaaaaaaaaaaaaaaaaaaaa > 1 THEN 'xxxxxxxxxxxxxxxxxxxxxxxxxx'
    WHEN bbbbbbbbbbbbbbbbbbbbbb THEN 'y'
    ELSE 'z'
END AS k
FROM t;
SELECT *
FROM a
WHERE id IN (
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40
);

-- What stands above a table.
CREATE TABLE IF NOT EXISTS orders(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
    total numeric(10, 2) DEFAULT 0 CHECK(total >= 0), /* why */
    CONSTRAINT u UNIQUE(id, customer_id)
);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON orders USING btree (
    lower(name),
    created_at DESC
) WHERE deleted_at IS NULL;
ALTER TABLE t ADD COLUMN a int,
    DROP COLUMN b,
    ADD CONSTRAINT ccccccccccccccccccccccccccc CHECK(a > 0),
    ALTER COLUMN d SET NOT NULL;
CREATE MATERIALIZED VIEW v AS
SELECT a, b
FROM t
WHERE a > 1;
GRANT SELECT, INSERT ON t TO u;
COMMENT ON TABLE t IS 'it''s ours';
EXPLAIN (analyze, buffers)
SELECT *
FROM t;
create function f() returns int as $$ begin return 1; end $$ language plpgsql;
DO $$ begin perform 1; end $$;
COPY t(a, b) FROM stdin;
1	select  a,b
\.
\set x 1
SELECT
    a, -- the first
    b, /* second */
    c
    -- on its own
    , d
FROM t -- the last
;
SELECT /* a */ 1 /* b */; /* c */ SELECT 2;
