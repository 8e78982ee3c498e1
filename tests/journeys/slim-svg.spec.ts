import { expect, test } from '@jest/globals';
import { slim, steps } from './slim-svg.ts';

test('tells a path in steps from point to point, and begins anew where one was closed', () => {
  expect(steps('M 1 2 L 3.004 2 C 4 2 5 3 5 4 Z M 1.5 -2.25 L 0.25 0 Z')).toBe('m1 2h2c1 0 2 1 2 2zm.5-4.25l-1.25 2.25z');
});

test('never strays from the outline, however many steps it takes', () => {
  const far = Array.from({ length: 300 }, (_, i) => `L ${(i * 1.0049).toFixed(4)} 0`).join(' ');
  const sum = [...steps(`M 0 0 ${far}`).matchAll(/h(-?[\d.]+)/g)].reduce((total, [, step]) => total + Number(step), 0);
  expect(Math.abs(sum - 299 * 1.0049)).toBeLessThan(0.01);
});

test('refuses a path that it cannot tell', () => {
  expect(() => steps('M 0 0 A 1 1 0 0 1 2 2')).toThrow('no step for A');
});

test('draws each letter once and letters of one colour in one group', () => {
  const letter = (id: string): string => `<symbol overflow="visible" id="${id}">\n<path style="stroke:none;" d="M 0 0 L 1.234567 0 Z M 0 0 "/>\n</symbol>\n`;
  const use = (id: string, colour: string): string => `<g style="fill:rgb(${colour});fill-opacity:1;">\n  <use xlink:href="#${id}" x="1.23456" y="2"/>\n</g>\n`;
  const [ink, red] = ['0%,0%,0%', '100%,0%,0%'];
  expect(slim(`<?xml version="1.0"?>\n<svg><defs>${letter('glyph0-1')}${letter('glyph9-4')}</defs>${use('glyph0-1', ink)}${use('glyph9-4', ink)}${use('glyph0-1', ink)}${use('glyph0-1', red)}</svg>`)).toBe(
    '<svg><defs><path id="g0" d="m0 0h1.23z"/></defs><g fill="#000000"><use href="#g0" x="1.23" y="2"/><use href="#g0" x="1.23" y="2"/><use href="#g0" x="1.23" y="2"/></g><g fill="#ff0000"><use href="#g0" x="1.23" y="2"/></g></svg>',
  );
});

test('keeps equal clips once, and lets a letter out of its own box', () => {
  const clip = (id: string, d: string): string => `<clipPath id="${id}"><path clip-rule="nonzero" d="${d}"/></clipPath>`;
  const [round, box] = ['M 0 0 L 3 0 C 3 1 2 2 1 2 Z', 'M 0 0 L 9 0 L 9 9 L 0 9 Z'];
  const letter = (outer: string, inner: string, x: number): string => `<g clip-path="url(#${outer})"><g clip-path="url(#${inner})"><g style="fill:rgb(0%,0%,0%);fill-opacity:1;"><use xlink:href="#glyph0-1" x="${x}" y="0"/></g></g></g>`;
  const symbol = '<symbol overflow="visible" id="glyph0-1"><path style="stroke:none;" d="M 0 0 L 1 0 Z"/></symbol>';
  expect(slim(`<svg><defs>${symbol}${clip('clip1', round)}${clip('clip2', box)}${clip('clip3', round)}${clip('clip4', box)}</defs>${letter('clip1', 'clip2', 1)}${letter('clip3', 'clip4', 2)}</svg>`)).toBe(
    '<svg><defs><path id="g0" d="m0 0h1z"/><clipPath id="clip0"><path clip-rule="nonzero" d="m0 0h3c0 1-1 2-2 2z"/></clipPath></defs><g clip-path="url(#clip0)"><g fill="#000000"><use href="#g0" x="1" y="0"/><use href="#g0" x="2" y="0"/></g></g></svg>',
  );
});

test('leaves what is clipped on purpose in its box', () => {
  const picture = '<g clip-path="url(#clip1)"><image width="2" height="2" xlink:href="data:image/png;base64,AA=="/></g>';
  expect(slim(`<svg><clipPath id="clip1"><path d="M 0 0 L 9 0 L 9 9 L 0 9 Z"/></clipPath>${picture}</svg>`)).toBe(`<svg><clipPath id="box0"><path d="m0 0h9v9h-9z"/></clipPath>${picture.replace('clip1', 'box0')}</svg>`);
});
