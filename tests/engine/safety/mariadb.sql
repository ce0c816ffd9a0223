-- SPDX-License-Identifier: Apache-2.0
SET FOREIGN_KEY_CHECKS = 0;
DROP DATABASE IF EXISTS shop;
DROP DATABASE IF EXISTS elsewhere;
DROP DATABASE IF EXISTS made;
DROP DATABASE IF EXISTS as_it_was;
DROP USER IF EXISTS 'clerk'@'localhost';
DROP USER IF EXISTS 'made'@'localhost';
DROP USER IF EXISTS 'made2'@'localhost';
DROP ROLE IF EXISTS reader;
DROP ROLE IF EXISTS made_role;
SET FOREIGN_KEY_CHECKS = 1;
CREATE USER 'clerk'@'localhost';
CREATE ROLE reader;
CREATE DATABASE elsewhere;
CREATE TABLE elsewhere.kept (a int) ENGINE=InnoDB;
INSERT INTO elsewhere.kept VALUES (1), (2);
CREATE DATABASE shop;
USE shop;
CREATE TABLE owner (id int PRIMARY KEY, name varchar(20) NOT NULL) ENGINE=InnoDB;
INSERT INTO owner VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Cyd');
CREATE TABLE item (id int PRIMARY KEY, name varchar(20) NOT NULL, price decimal(8, 2), owner int,
  KEY by_name (name), CONSTRAINT belongs FOREIGN KEY (owner) REFERENCES owner (id) ON DELETE CASCADE) ENGINE=InnoDB;
INSERT INTO item VALUES (1, 'lamp', 20.50, 1), (2, 'chair', 45.99, 1), (3, 'cup', 3.75, 2), (4, 'book', 8.20, 3), (5, 'pen', 1.10, 2);
CREATE TABLE note (id int, body varchar(50)) ENGINE=InnoDB;
INSERT INTO note VALUES (1, 'first'), (2, 'second'), (3, 'third');
CREATE TABLE words (`delete` varchar(20), `drop` varchar(20), `update` int, `truncate` int) ENGINE=InnoDB;
INSERT INTO words VALUES ('delete from item', 'drop table item', 1, 2), ('a', 'b', 3, 4);
CREATE TABLE drawn (id int AUTO_INCREMENT PRIMARY KEY, body varchar(20)) ENGINE=InnoDB;
INSERT INTO drawn (body) VALUES ('one'), ('two');
CREATE TABLE plain (a int) ENGINE=MyISAM;
INSERT INTO plain VALUES (1), (2);
CREATE TABLE told (a int, what varchar(20)) ENGINE=InnoDB;
INSERT INTO told VALUES (1, 'x'), (2, 'y');
CREATE TRIGGER telling BEFORE UPDATE ON told FOR EACH ROW INSERT INTO note VALUES (NEW.a, 'by a trigger');
CREATE TABLE parts (id int, k int) ENGINE=InnoDB PARTITION BY LIST (k) (PARTITION one VALUES IN (1), PARTITION two VALUES IN (2));
INSERT INTO parts VALUES (1, 1), (2, 1), (3, 2), (4, 2);
CREATE TABLE versioned (a int) ENGINE=InnoDB WITH SYSTEM VERSIONING;
INSERT INTO versioned VALUES (1), (2);
CREATE SEQUENCE num NOCACHE ENGINE=InnoDB;
CREATE VIEW cheap AS SELECT id, name, price FROM item WHERE price < 10;
DELIMITER //
CREATE FUNCTION wipe() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM note; RETURN 1; END //
CREATE FUNCTION look(a int) RETURNS int DETERMINISTIC RETURN a //
CREATE FUNCTION st_wipe() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM note; RETURN 1; END //
CREATE PROCEDURE clear_notes() BEGIN DELETE FROM note; END //
DELIMITER ;
CREATE VIEW wiping AS SELECT wipe() AS n;
CREATE VIEW Doubled AS SELECT wipe() AS n;
CREATE VIEW behind AS SELECT n + 1 AS m FROM wiping;
CREATE EVENT sleeping ON SCHEDULE EVERY 1 YEAR DISABLE DO DELETE FROM note;
-- The rows once more, to put them back.
CREATE DATABASE as_it_was;
CREATE TABLE as_it_was.owner ENGINE=InnoDB AS SELECT * FROM owner;
CREATE TABLE as_it_was.item ENGINE=InnoDB AS SELECT * FROM item;
CREATE TABLE as_it_was.note ENGINE=InnoDB AS SELECT * FROM note;
CREATE TABLE as_it_was.words ENGINE=InnoDB AS SELECT * FROM words;
CREATE TABLE as_it_was.drawn ENGINE=InnoDB AS SELECT * FROM drawn;
CREATE TABLE as_it_was.plain ENGINE=InnoDB AS SELECT * FROM plain;
CREATE TABLE as_it_was.told ENGINE=InnoDB AS SELECT * FROM told;
CREATE TABLE as_it_was.parts ENGINE=InnoDB AS SELECT * FROM parts;
CREATE TABLE as_it_was.versioned ENGINE=InnoDB AS SELECT * FROM versioned;
