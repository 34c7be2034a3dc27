-- What an application says of a member besides the name, for every service that asks who it is: with the same look-up, so that a change is seen with
-- the next request. Sessions carry it along and know nothing of what it says.
alter table session.member
    add column profile jsonb constraint member_profile_is_small check (octet_length(profile::text) <= 1024);
