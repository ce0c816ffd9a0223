-- SPDX-License-Identifier: Apache-2.0
select `id`,`name` from `users` where `email`='a@b.c' and not(`state`<=>null) limit 3,4;
select count(*), count (*), @a:=1, a->>'$.x', a!=-1, b||c, 5--1 from t;
select count(*), @a:=1, doc->>'$.x', a!=-1, b<<2 from t offset where offset.x<=3;
select /*+ MAX_EXECUTION_TIME(1000) */ sql_no_cache a.id, group_concat(distinct b.name order by b.name separator ', ') as names, if(a.x is null, 0, a.x) from a force index(i) left join b using(id) where a.created > now() - interval 1 day group by a.id with rollup; # the rest of the line
insert into t (a,b) values(1,2),(3,4) on duplicate key update a=values(a),b=if(b is null,1,b+1);
replace into t set a=1,b='it''s',c="say \"so\"";
insert ignore into log select id, name, now() from users where id>100 and name like 'a%';
update a join b on a.id=b.id set a.x=b.x,a.y=b.y where b.z>3 order by a.id limit 10;
delete a from a left join b on a.id=b.id where b.id is null;
create table if not exists `t` (`id` int unsigned not null auto_increment, `name` varchar(255) character set utf8mb4 collate utf8mb4_bin default null comment 'the name', `made` timestamp not null default current_timestamp on update current_timestamp, primary key (`id`), unique key `n` (`name`), constraint `fk` foreign key (`id`) references `u` (`id`) on delete cascade) engine=InnoDB default charset=utf8mb4;
alter table t add column x int first, add index i(x), drop foreign key fk, modify name varchar(10) not null, rename to other_name_for_the_table;
/*!40101 SET NAMES utf8 */;
/*!50001 create view v as select 1 */;
select 1 as x /*! , 2 */;
with recursive n as (select 1 as i union all select i+1 from n where i<10) select * from n;
show create table t;
select 'a' 'b', _utf8mb4'c', x'0f', 0x0f, b'01';
DELIMITER //
create procedure p(in a int) begin select  a; update t set x=a; end//
select  1,2 //
delimiter ;
USE db
 select 1\G
