-- SPDX-License-Identifier: Apache-2.0
SELECT `id`, `name`
FROM `users`
WHERE `email` = 'a@b.c' AND NOT (`state` <=> NULL)
LIMIT 3, 4;
select count(*), count (*), @a:=1, a->>'$.x', a!=-1, b||c, 5--1 from t;
SELECT count(*), @a := 1, doc->>'$.x', a != -1, b<<2
FROM t offset
WHERE offset.x <= 3;
SELECT /*+ MAX_EXECUTION_TIME(1000) */
    sql_no_cache a.id,
    group_concat(DISTINCT b.name ORDER BY b.name separator ', ') AS names,
    if(a.x IS NULL, 0, a.x)
FROM a force index(i)
LEFT JOIN b USING (id)
WHERE a.created > now() - INTERVAL 1 day
GROUP BY a.id WITH rollup; # the rest of the line
INSERT INTO t (a, b)
VALUES (1, 2), (3, 4)
ON DUPLICATE KEY UPDATE a = values(a), b = if(b IS NULL, 1, b + 1);
REPLACE INTO t
SET a = 1, b = 'it''s', c = "say \"so\"";
INSERT IGNORE INTO log
SELECT id, name, now()
FROM users
WHERE id > 100 AND name LIKE 'a%';
UPDATE a
JOIN b ON a.id = b.id
SET a.x = b.x, a.y = b.y
WHERE b.z > 3
ORDER BY a.id
LIMIT 10;
DELETE a
FROM a
LEFT JOIN b ON a.id = b.id
WHERE b.id IS NULL;
CREATE TABLE IF NOT EXISTS `t` (
    `id` int unsigned NOT NULL auto_increment,
    `name` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL comment 'the name',
    `made` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (`id`),
    UNIQUE KEY `n` (`name`),
    CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `u` (`id`) ON DELETE CASCADE
) engine = InnoDB DEFAULT charset = utf8mb4;
ALTER TABLE t ADD COLUMN x int first,
    ADD INDEX i(x),
    DROP FOREIGN KEY fk,
    modify name varchar(10) NOT NULL,
    RENAME TO other_name_for_the_table;
/*!40101 SET NAMES utf8 */;
/*!50001 create view v as select 1 */;
select 1 as x /*! , 2 */;
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 10)
SELECT *
FROM n;
SHOW CREATE TABLE t;
SELECT 'a' 'b', _utf8mb4'c', x'0f', 0x0f, b'01';
DELIMITER //
create procedure p(in a int) begin select  a; update t set x=a; end//
SELECT 1, 2//
delimiter ;
USE db
SELECT 1\G
