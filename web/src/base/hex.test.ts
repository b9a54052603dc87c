import { expect, test } from 'vitest';
import { addrOfVpn, grouped, lastAddrBefore, sizeOfPages, vpnOfAddr } from './hex';

test('page numbers become addresses and come back', () => {
  expect(addrOfVpn(0x7ffff7ffb)).toBe('0x7ffff7ffb000');
  expect(addrOfVpn(0)).toBe('0x0');
  expect(vpnOfAddr('0x7ffff7ffb123')).toBe(0x7ffff7ffb);
  expect(vpnOfAddr('0xfff')).toBe(0);
  expect(vpnOfAddr('fork')).toBeNull();
  expect(lastAddrBefore(0x7ffff7ffc)).toBe('0x7ffff7ffbfff');
  expect(lastAddrBefore(1)).toBe('0xfff');
});

test('five-level addresses keep every digit', () => {
  expect(addrOfVpn(0xffffffffffff)).toBe('0xffffffffffff000');
  expect(vpnOfAddr('0xffffffffffff000')).toBe(0xffffffffffff);
});

test('sizes use the unit that reads shortest', () => {
  expect(sizeOfPages(1)).toBe('4 KiB');
  expect(sizeOfPages(16)).toBe('64 KiB');
  expect(sizeOfPages(384)).toBe('1.5 MiB');
  expect(sizeOfPages(262144)).toBe('1 GiB');
  expect(sizeOfPages(2 ** 28)).toBe('1 TiB');
  expect(sizeOfPages(2 ** 52)).toBe('16 EiB');
  expect(grouped(15902)).toBe('15\u202f902');
});
