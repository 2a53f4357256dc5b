/** With `node --import`: whoever looks at the wall's clock finds it XCLIP_TEST_CLOCK_DAYS further than the last time. */
const DAY_MS = 24 * 60 * 60 * 1000;
const jumpMs = Number(process.env.XCLIP_TEST_CLOCK_DAYS) * DAY_MS;
const RealDate = globalThis.Date;
let looks = 0;

function now() {
  looks += 1;
  return RealDate.now() + looks * jumpMs;
}

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
