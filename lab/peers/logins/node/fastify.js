// A service with a login: Fastify with @fastify/session.

import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import session from "@fastify/session";
import Fastify from "fastify";
import FileStore from "session-file-store";

import { check, form, home, options } from "./options.js";

const store = options.store
  ? new (FileStore({ Store: session.Store }))({ path: options.store, retries: 0, logFn: () => {} })
  : undefined;

const app = Fastify();
await app.register(formbody);
await app.register(cookie);
await app.register(session, {
  cookieName: options.name,
  secret: options.secret,
  store,
  saveUninitialized: false,
  cookie: { domain: options.domain, path: "/", httpOnly: true, secure: false, sameSite: "lax" },
});

app.get("/", (request, reply) => reply.type("text/html").send(home(request.session.nickname)));
app.get("/login", (_, reply) => reply.type("text/html").send(form(false)));
app.post("/login", async (request, reply) => {
  const nickname = check(request.body.account, request.body.password);
  if (!nickname) return reply.code(401).type("text/html").send(form(true));
  await request.session.regenerate();
  request.session.nickname = nickname;
  await request.session.save();
  return reply.redirect("/", 303);
});
app.post("/logout", async (request, reply) => {
  await request.session.destroy();
  return reply.redirect("/", 303);
});

await app.listen({ port: options.port, host: "127.0.0.1" });
