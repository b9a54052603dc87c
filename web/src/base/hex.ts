// Addresses travel as page numbers (exact in a double); here they become the hex text that the kernel prints.

/** "0x7ffff7ffb000" of page 0x7ffff7ffb. Digits are appended, so five-level addresses lose no bit. */
export function addrOfVpn(vpn: number): string {
  return vpn === 0 ? '0x0' : `0x${vpn.toString(16)}000`;
}

/** The last address before page `vpn`: what a pivot holds. */
export function lastAddrBefore(vpn: number): string {
  return addrOfVpn(vpn - 1).replace(/000$|(?<=^0x)0$/, 'fff');
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Page number of a hex address, or null when it is none. Sign-extended kernel addresses are no page of user space. */
export function vpnOfAddr(text: string): number | null {
  const match = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text);
  if (!match) return null;
  const digits = match[1]!.replace(/^0+/, '');
  const vpn = digits.length <= 3 ? 0 : Number.parseInt(digits.slice(0, -3), 16);
  return vpn <= 2 ** 52 ? vpn : null;
}

/** "64 KiB" of 16 pages. */
export function sizeOfPages(pages: number): string {
  let value = pages * 4;
  for (const unit of ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']) {
    if (value < 1024) return `${trim(value)} ${unit}`;
    value /= 1024;
  }
  return `${trim(value)} EiB`;
}

function trim(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

/** 15 902: thousands apart by a narrow space, as numbers read best in a column. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}
