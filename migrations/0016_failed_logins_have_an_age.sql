-- What is kept of attempts that failed, addresses and browsers of strangers, has an age limit like events have.

create index failed_login_at on auth.failed_login (at);

-- A wrong password for a member who exists. Keeps the newest fifty of a member, and nobody's for longer than 90 days.
create or replace function auth.note_failure(member bigint, from_ip inet, from_agent text) returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
begin
    insert into auth.failed_login (member_id, at, ip, user_agent)
    values (note_failure.member, moment, from_ip, left(from_agent, 400));
    delete from auth.failed_login f where f.id = any(array(
        select o.id from auth.failed_login o where o.member_id = note_failure.member order by o.id desc offset 50
    ));
    delete from auth.failed_login f where f.id = any(array(
        select o.id from auth.failed_login o where o.at < moment - interval '90 days'
        order by o.at limit 20 for update skip locked
    ));
end
$$;
