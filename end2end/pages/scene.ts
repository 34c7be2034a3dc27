// The page of a scene: its panes, its verdict, its switches.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { DEMO_PASSWORD, type Member } from '../fixtures/members.ts';
import { NOT_CHROMIUMS, type Oracle } from '../fixtures/oracle.ts';

const WORDS = {
  'zh-CN': {
    start: '启动',
    auth: '认证服务',
    mall: '商城',
    front: '首页',
    why: '昵称为什么不见了？',
    proof: '证据',
    again: '重新读取',
    flip: (switchName: 'scope' | 'store', to: string) =>
      `只拨这一个开关再试：${switchName === 'scope' ? 'Cookie 的范围' : '会话的存储'} → ${to}`,
    account: '用户名、手机号或电子邮箱',
    password: '密码',
    logIn: '登录',
    cookies: '浏览器的 Cookie，会发给谁',
    copies: '每个副本知道什么',
    feed: '每一个请求',
    live: '实时',
    diagram: '时空图；下面的表格说的是同一件事',
  },
  en: {
    start: 'Start',
    auth: 'auth',
    mall: 'mall',
    front: 'front page',
    why: 'Why is the nickname missing?',
    proof: 'Proof',
    again: 'Read again',
    flip: (switchName: 'scope' | 'store', to: string) =>
      `Flip only this and retry: ${switchName === 'scope' ? "the cookie's scope" : 'the session store'} → ${to}`,
    account: 'User name, phone number or e-mail address',
    password: 'Password',
    logIn: 'Log in',
    cookies: "The browser's cookies, and whom they are sent to",
    copies: 'What each copy knows',
    feed: 'Every request',
    live: 'live',
    diagram: 'Spacetime diagram; the table below says the same',
  },
} as const;

export class ScenePage {
  readonly words: (typeof WORDS)['en'] | (typeof WORDS)['zh-CN'];
  readonly verdict: Locator;
  readonly cookies: Locator;
  readonly copies: Locator;
  readonly feed: Locator;
  readonly diagram: Locator;
  /** Messages in the diagram that brought a session and were answered to a guest. */
  readonly lost: Locator;
  private looked?: { readonly at: URL; readonly from: string };

  constructor(
    private readonly page: Page,
    private readonly oracle: Oracle,
    locale: string,
    private readonly runsScripts: boolean,
  ) {
    this.words = locale.startsWith('en') ? WORDS.en : WORDS['zh-CN'];
    const region = (name: string) => page.getByRole('region', { name, exact: true });
    this.verdict = region(this.words.why);
    this.cookies = region(this.words.cookies);
    this.copies = region(this.words.copies);
    this.feed = region(this.words.feed).first();
    this.diagram = page.getByRole('group', { name: this.words.diagram, exact: true });
    this.lost = this.diagram.locator('.message--lost');
  }

  heading(id: string): Locator {
    return this.page.getByText(id, { exact: true }).first();
  }

  /** Opens a scene and starts it if it does not run. */
  async open(id: string): Promise<void> {
    await this.page.goto(`/t/${id}`);
    const start = this.page.getByRole('main').getByRole('button', { name: this.words.start, exact: true });
    if (await start.isVisible()) await start.click();
    await expect(this.pane('auth').getByRole('main')).toBeVisible();
  }

  /** On a page that runs scripts: its panels come by themselves, and its forms are sent in the background. */
  async isLive(): Promise<void> {
    await expect(this.page.getByText(this.words.live, { exact: true })).toBeVisible();
  }

  pane(which: 'auth' | 'mall'): FrameLocator {
    return this.page.frameLocator(`iframe[title="${this.words[which]}"]`);
  }

  /** Logs in in auth's pane; auth itself shows the nickname then. */
  async logIn({ userName, nickname }: Member): Promise<void> {
    const auth = this.pane('auth').getByRole('main');
    await auth.getByLabel(this.words.account).fill(userName);
    await auth.getByLabel(this.words.password, { exact: true }).fill(DEMO_PASSWORD);
    await auth.getByRole('button', { name: this.words.logIn, exact: true }).click();
    await expect(auth.getByText(nickname).first()).toBeVisible();
  }

  /** Asks for the mall's front page in its pane. What the lab says of the cookie then has to agree with Chromium. */
  async lookAtMall(): Promise<void> {
    const loaded = this.page.waitForResponse((response) => {
      const address = new URL(response.url());
      return address.pathname === '/' && response.request().isNavigationRequest() && !address.host.startsWith('lab.');
    });
    await this.page.getByRole('link', { name: this.words.front, exact: true }).click();
    const answer = await loaded;
    await answer.finished();
    await expect(this.pane('mall').getByRole('main')).toBeVisible();
    if (!this.runsScripts) await this.readAgain();
    this.looked = { at: new URL(answer.url()), from: new URL(this.page.url()).pathname };
    await this.agreesWithChromium(this.looked.at);
  }

  /** The same once more, when all has come in that a test has waited for, if the scene is still shown. */
  async agreesAtLast(): Promise<void> {
    if (this.looked && new URL(this.page.url()).pathname === this.looked.from) await this.agreesWithChromium(this.looked.at);
  }

  /** Of the codes of a first failure those that are about the browser are those that Chromium's own reasons stand for. */
  private async agreesWithChromium({ host, pathname }: URL): Promise<void> {
    await expect
      .poll(async () => {
        const chromiums = this.oracle.codes(host, pathname);
        // Nobody has logged in, or the learner is to say first what they expect.
        if (chromiums === undefined || (await this.verdict.getByRole('radio').count()) > 0) return 'agreed';
        const first = (await this.codes.allTextContents()).slice(0, 1);
        const said = first.filter((code) => code.startsWith('A') && !NOT_CHROMIUMS.has(code));
        return said.join() === chromiums.join() ? 'agreed' : `the lab says [${said}], and Chromium [${chromiums}]`;
      }, 'the oracle')
      .toBe('agreed');
  }

  async readAgain(): Promise<void> {
    await this.page.getByRole('link', { name: this.words.again, exact: true }).click();
    await expect(this.page).toHaveURL(/again=\d+#evidence$/);
  }

  /** The mall's greeting with a nickname. */
  nickname({ nickname }: Member): Locator {
    return this.pane('mall').getByRole('navigation').getByText(nickname);
  }

  get codes(): Locator {
    return this.verdict.getByTestId('verdict-code');
  }

  get proof(): Locator {
    return this.verdict.getByRole('article').getByRole('list').first().getByRole('listitem');
  }

  /** To the scene that differs by one switch only. */
  async flip(switchName: 'scope' | 'store', to: string): Promise<void> {
    await this.verdict.getByRole('button', { name: this.words.flip(switchName, to), exact: true }).click();
    await expect(this.page).toHaveURL(new RegExp(`/t/${to}$`));
    await expect(this.pane('auth').getByRole('main')).toBeVisible();
  }
}
