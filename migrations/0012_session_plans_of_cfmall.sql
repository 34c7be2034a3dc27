-- As in 0011: this one ends all sessions of a member.
alter function auth.publish_member() set plan_cache_mode = force_custom_plan;

grant execute on function session.list(bigint, text) to cfmall_auth;
