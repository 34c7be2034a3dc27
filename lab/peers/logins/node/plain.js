// A service with a login: node:http and nothing else. Script makes the login, as JSON; pages are data.

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { check, options, page } from "./options.js";

const NAME = options.name ?? "sid";
const SCOPE = `${options.domain ? `Domain=${options.domain}; ` : ""}Path=/; HttpOnly; SameSite=Lax`;

const memory = new Map();
const file = (id) => join(options.store, createHash("sha256").update(id).digest("hex"));
const sessions = options.store
  ? {
      get(id) {
        try {
          return readFileSync(file(id), "utf8");
        } catch {
          return undefined;
        }
      },
      set(id, nickname) {
        mkdirSync(options.store, { recursive: true });
        writeFileSync(file(id), nickname);
      },
      delete: (id) => rmSync(file(id), { force: true }),
    }
  : memory;

const FORM = page(`<form id="login"><input name="account" autocomplete="username"><input name="password" type="password">
<button>Log in</button></form>
<script type="module">
document.getElementById("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
  if (answer.ok) location = "/";
});
</script>`);

const sent = (request) => {
  const pairs = (request.headers.cookie ?? "").split("; ");
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
};

const read = async (request) => {
  let text = "";
  for await (const piece of request) text += piece;
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

createServer(async (request, response) => {
  const answer = (status, body, headers = {}) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  const id = sent(request);
  const nickname = id === undefined ? undefined : sessions.get(id);
  switch (`${request.method} ${request.url.split("?")[0]}`) {
    case "GET /":
      return answer(200, { member: nickname ? { nickname } : null });
    case "GET /login":
      return response.writeHead(200, { "Content-Type": "text/html" }).end(FORM);
    case "POST /api/session": {
      const { account, password } = await read(request);
      const member = check(account, password);
      if (!member) return answer(401, { error: "Wrong account or password." });
      const fresh = randomBytes(16).toString("hex");
      sessions.set(fresh, member);
      return answer(200, { nickname: member }, { "Set-Cookie": `${NAME}=${fresh}; ${SCOPE}` });
    }
    case "POST /logout":
      if (id !== undefined) sessions.delete(id);
      return answer(200, {}, { "Set-Cookie": `${NAME}=; Max-Age=0; ${SCOPE}` });
    default:
      return answer(404, { error: "Not found." });
  }
}).listen(options.port, "127.0.0.1");
