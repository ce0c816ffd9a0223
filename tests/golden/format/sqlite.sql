-- SPDX-License-Identifier: Apache-2.0
select rowid,* from t where name like 'a%' escape '\' and x glob '*y' order by name collate nocase limit 10 offset 5;
insert or replace into t(a,b) values(1,'x'),(2,'y');
insert into t values(1) on conflict(a) do update set b=excluded.b where excluded.b>b;
create table t(id integer primary key autoincrement,[odd name] text not null,"Key" blob default x'00',n real check(n>0 and n<100),foreign key(id) references u(id)) without rowid;
create trigger if not exists tr after insert on t when new.id>5 begin update u set n=n+1 where id=new.id; delete from v; end;
create index if not exists i on t(name,lower(b)) where b is not null;
select a,b,case a when 1 then 'one' when 2 then 'two' else 'many' end as word from (select a,b from t where b is not null) as s natural join u cross join v where (a=1 or b=2 or c=3) and d=:name and e=?1 and f=@g;
select json_extract(doc,'$.a') as a, doc->>'$.b' from docs, json_each(docs.doc) where json_each.value>3;
with a as (select 1 as x), b as (select x+1 from a) select * from a join b;
pragma table_info('t');
.mode csv
select a,sum(b) over(partition by c order by d rows between 1 preceding and current row) from t;
select key,value from [order] where left=right;
vacuum;
