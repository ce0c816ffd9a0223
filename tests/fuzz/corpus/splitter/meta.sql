.mode csv
select $a(;), :b, ?1;
.quit