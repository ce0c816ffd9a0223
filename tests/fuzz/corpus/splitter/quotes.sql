-- a;
/* b; */ select 'it''s;', "c;", [d;], `e;`, x'ab', 0x1f, 1e5 -- f
;;/**/;