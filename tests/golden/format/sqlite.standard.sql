-- SPDX-License-Identifier: Apache-2.0
SELECT rowid, *
FROM t
WHERE name LIKE 'a%' ESCAPE '\' AND x glob '*y'
ORDER BY name COLLATE nocase
LIMIT 10 OFFSET 5;
INSERT OR REPLACE INTO t(a, b)
VALUES (1, 'x'), (2, 'y');
INSERT INTO t
VALUES (1)
ON CONFLICT (a) DO UPDATE
SET b = excluded.b
WHERE excluded.b > b;
CREATE TABLE t(
    id integer PRIMARY KEY AUTOINCREMENT,
    [odd name] text NOT NULL,
    "Key" blob DEFAULT x'00',
    n real CHECK(n > 0 AND n < 100),
    FOREIGN KEY(id) REFERENCES u(id)
) without rowid;
create trigger if not exists tr after insert on t when new.id>5 begin update u set n=n+1 where id=new.id; delete from v; end;
CREATE INDEX IF NOT EXISTS i ON t(name, lower(b)) WHERE b IS NOT NULL;
SELECT a, b, CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END AS word
FROM (SELECT a, b FROM t WHERE b IS NOT NULL) AS s
NATURAL JOIN u
CROSS JOIN v
WHERE (a = 1 OR b = 2 OR c = 3) AND d = :name AND e = ?1 AND f = @g;
SELECT json_extract(doc, '$.a') AS a, doc->>'$.b'
FROM docs, json_each(docs.doc)
WHERE json_each.value > 3;
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 FROM a)
SELECT *
FROM a
JOIN b;
PRAGMA table_info('t');
.mode csv
SELECT a, sum(b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
FROM t;
SELECT key, value
FROM [order]
WHERE left = right;
VACUUM;
