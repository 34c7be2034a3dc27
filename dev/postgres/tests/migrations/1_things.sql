create table things (name text primary key);
insert into things values ('from the template');
