-- SPDX-License-Identifier: Apache-2.0
select a, b from t where x=1 and y between 2 and 3;  -- trailing
select distinct c.id, c.name, coalesce(sum(o.total), 0) as total, count(*) filter (where o.status='open') as open_orders, row_number() over (partition by c.region order by c.created_at desc, c.id) from customers c left outer join orders o on o.customer_id=c.id and o.deleted_at is null where c.id in (select customer_id from vip where level>3 and region in ('a','b') order by level limit 100 offset 5) and not exists(select 1 from banned b where b.id=c.id) group by c.id,c.name having count(*)>1 order by 3 desc nulls last limit 10 offset 20;

with recursive t(n) as (values (1) union all select n+1 from t where n<100), big as materialized (select * from generate_series(1,100000) as g(x) join t on t.n = g.x where x > 10 and x <> 77) select sum(n) from t;
with moved as (delete from products where date>='2010-10-01' and date<'2010-11-01' returning *) insert into products_log select * from moved;
insert into t(a,b,c) values(1,'x',now()),(2,'y',now()) on conflict(a) do update set b=excluded.b,c=excluded.c where t.b is distinct from excluded.b returning *;
insert into films values ('UA502','Bananas',105,default,'Comedy','82 minutes'),('T_601','Yojimbo',106,'1961-06-16','Drama',default),('HG120','The Dinner Game',140,'1985-02-10','Comedy',default);
insert into distributors(did,dname) values(7,'Redline GmbH') on conflict do nothing;
update accounts set balance=balance-100,updated_at=now() from transfers where transfers.id=accounts.id and transfers.amount>100 and accounts.state='active' returning accounts.id;
delete from films using producers where producer_id=producers.id and producers.name='foo';
merge into t using s on t.id=s.id when matched and s.deleted then delete when matched then update set a=s.a, b = s.b when not matched then insert(id,a) values(s.id,s.a);
select brand,size,sum(sales) from items_sold group by grouping sets((brand),(size),());
select m.name, pname from manufacturers m left join lateral get_product_names(m.id) pname on true where pname is null;
select x::int, a->>'b', data#>'{a,b}', arr[1:2], array[1,2]||3, -1, $1::text, interval '1 day', e'\n', $$dollar ' quoted$$ from t, lateral (select 1) q;
select 'one'
   'text' as joined, data @> '{"a":1}'::jsonb as has, a is not distinct from b, extract(year from ts), substring(name from 1 for 3) from docs;
select depname,empno,salary,avg(salary) over w,rank() over (partition by depname order by salary desc rows between unbounded preceding and current row) from empsalary window w as (partition by depname);
select a from t1 union all select b from t2 except select c from t3 order by 1 for update skip locked;
select case when a>1 then 'x' when b then 'y' else 'z' end from t;
select case when aaaaaaaaaaaaaaaaaaaaaaaaa>1 then 'xxxxxxxxxxxxxxxxxxxxxxxxxx' when bbbbbbbbbbbbbbbbbbbbbb then 'y' else 'z' end as k from t;
select * from a where id in (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40);

-- What stands above a table.
create table if not exists orders(id bigint generated always as identity primary key, customer_id bigint not null references customers(id) on delete cascade, total numeric(10,2) default 0 check(total>=0), /* why */ constraint u unique(id,customer_id));
create unique index concurrently if not exists i on orders using btree (lower(name), created_at desc) where deleted_at is null;
alter table t add column a int, drop column b, add constraint ccccccccccccccccccccccccccc check(a>0), alter column d set not null;
create materialized view v as select a,b from t where a>1;
grant select, insert on t to u;
comment on table t is 'it''s ours';
explain (analyze, buffers) select * from t;
create function f() returns int as $$ begin return 1; end $$ language plpgsql;
do $$ begin perform 1; end $$;
copy t(a,b) from stdin;
1	select  a,b
\.
\set x 1
select a, -- the first
 b, /* second */ c
 -- on its own
 , d from t -- the last
;
select /* a */ 1 /* b */ ; /* c */ select 2;
