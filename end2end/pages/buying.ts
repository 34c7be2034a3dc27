// From the cart to the paid order: checkout, the form of an address, paying, the order, and the provider's own page.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class BuyingPages {
  readonly checkout: Checkout;
  readonly address: AddressForm;
  readonly pay: Locator;
  readonly provider: Provider;
  readonly order: OrderPage;

  constructor(page: Page, deployment: Deployment) {
    const main = page.getByRole('main');
    this.checkout = new Checkout(page, deployment);
    this.address = new AddressForm(page);
    this.pay = main.getByRole('button', { name: '立即付款' });
    this.provider = new Provider(page, deployment);
    this.order = new OrderPage(page, deployment);
  }
}

class Checkout {
  readonly newAddress: Locator;
  readonly note: Locator;
  readonly place: Locator;
  readonly refusal: Locator;
  /** The link to the order that was just placed, for whoever goes back. */
  readonly placed: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.placed = main.getByText('您刚刚提交').getByRole('link');
    this.newAddress = main.getByRole('link', { name: '新增地址' });
    this.note = main.getByLabel('订单备注');
    this.place = main.getByRole('button', { name: '提交订单' });
    this.refusal = main.getByRole('alert');
  }

  /** What is bought of a variant, by the name of the product. */
  line(name: string): Locator {
    return this.page.getByRole('main').getByRole('listitem').filter({ hasText: name });
  }

  get address(): string {
    return `${this.deployment.mall}/checkout`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }
}

class AddressForm {
  readonly recipient: Locator;
  readonly phone: Locator;
  readonly province: Locator;
  readonly showDistricts: Locator;
  readonly district: Locator;
  readonly street: Locator;
  readonly save: Locator;
  readonly errors: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.recipient = main.getByLabel('收货人');
    this.phone = main.getByLabel('手机号码');
    this.province = main.getByLabel('省份');
    this.showDistricts = main.getByRole('button', { name: '显示城市和区县' });
    this.district = main.getByLabel('城市和区县');
    this.street = main.getByLabel('详细地址');
    this.save = main.getByRole('button', { name: '保存' });
    this.errors = main.getByRole('alert');
  }

  /** Chooses a province; its districts are there afterwards, with and without JavaScript. */
  async chooseProvince(name: string): Promise<void> {
    await this.province.selectOption(name);
    if (await this.showDistricts.isVisible()) await this.showDistricts.click();
    await this.district.waitFor();
  }

  async fill(): Promise<void> {
    await this.recipient.fill('李雷');
    await this.phone.fill('138 0000 0001');
    await this.street.fill('科技园路 1 号 3 栋 502');
    await this.chooseProvince('广东省');
    await this.district.selectOption('南山区');
  }
}

class Provider {
  readonly pay: Locator;
  readonly decline: Locator;

  constructor(
    page: Page,
    private readonly deployment: Deployment,
  ) {
    this.pay = page.getByRole('button', { name: '确认付款' });
    this.decline = page.getByRole('button', { name: '暂不付款' });
  }

  /** Its pages are nobody's but its own. */
  get address(): RegExp {
    const mall = new URL(this.deployment.mall);
    return new RegExp(`^http://pay-${mall.host}/pay\\?`);
  }
}

class OrderPage {
  readonly state: Locator;
  readonly said: Locator;
  /** Asks once more. */
  readonly wantsToCancel: Locator;
  readonly cancel: Locator;
  readonly toPay: Locator;
  readonly all: Locator;

  constructor(
    page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.state = main.getByRole('region', { name: '状态' });
    this.said = main.getByRole('status').or(main.getByRole('alert'));
    this.wantsToCancel = main.locator('summary', { hasText: '取消订单' });
    this.cancel = main.getByRole('button', { name: /^(确认取消|取消并退款)$/ });
    this.toPay = main.getByRole('link', { name: '立即付款' });
    this.all = main.getByRole('link', { name: '我的订单' });
  }

  get address(): RegExp {
    return new RegExp(`^${this.deployment.mall}/orders/\\d{16}$`);
  }
}
