-- a;
#.m;m;"od"odes cr