/**
 * A checker for a package that needs nothing but a browser, without a network: it asks for the unpacked folder and says of every file
 * whether it is what was signed. Signature and hashes are computed by the browser's own cryptography.
 */
export const VERIFY_HTML = String.raw`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>证据包核验 Evidence package check</title>
<style>
  body { font: 15px/1.6 system-ui, sans-serif; max-width: 820px; margin: 32px auto; padding: 0 16px; color: #1c2430; background: #faf9f5 }
  h1 { font-size: 22px } label { display: block; margin: 12px 0 } input[type=text] { width: 100%; font: 13px monospace; padding: 6px }
  ol { padding: 0; list-style: none } li { padding: 4px 0; border-top: 1px solid #ddd; overflow-wrap: anywhere }
  .ok::before { content: '✓ '; color: #1f7a5a } .bad { color: #b3261e; font-weight: 600 } .bad::before { content: '✗ ' }
  #verdict { font-size: 18px; font-weight: 600; margin: 16px 0 }
</style>
<h1>证据包核验 Evidence package check</h1>
<p>不联网：文件只在本机的浏览器里计算。Nothing leaves this machine.</p>
<label>教育局公布的公钥指纹（另行取得） Fingerprint as the education bureau publishes it<input type="text" id="named" spellcheck="false"></label>
<label>选择解压后的文件夹 Choose the unpacked folder <input type="file" id="folder" webkitdirectory multiple></label>
<div id="verdict" role="status"></div>
<ol id="found"></ol>
<script>
const UNLISTED = ['SHA256SUMS', 'manifest.json', 'manifest.sig'];
const text = (bytes) => new TextDecoder().decode(bytes);
const base64 = (words) => Uint8Array.from(atob(words), (c) => c.charCodeAt(0));
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
const same = (a, b) => hex(a) === hex(b);
const signedBy = async (format, key, message, signature) => crypto.subtle.verify('Ed25519', await crypto.subtle.importKey(format, key, 'Ed25519', false, ['verify']), signature, message);

async function check(files, named, say) {
  const read = async (name) => { if (!files.has(name)) throw new Error(name + ' 缺失 missing'); return new Uint8Array(await files.get(name).arrayBuffer()); };
  const der = base64(text(await read('public-key.pem')).split('\n').filter((line) => line && !line.startsWith('-----')).join(''));
  const fingerprint = hex(await sha256(der));
  if (named) say(named === fingerprint, '公钥指纹 fingerprint ' + fingerprint + (named === fingerprint ? '' : ' 不是给定的指纹 not the one you named'));
  else say(true, '公钥指纹 fingerprint ' + fingerprint + ' 请与教育局公布的核对 compare it with the published one');
  const raw = await read('manifest.json');
  say(await signedBy('spki', der, raw, await read('manifest.sig')), 'manifest.json 签名 signature');
  const manifest = JSON.parse(text(raw));
  const sums = await read('SHA256SUMS');
  say(hex(await sha256(sums)) === manifest.sha256sums, 'SHA256SUMS');
  const listed = new Map(text(sums).split('\n').filter(Boolean).map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const [name, wanted] of listed) {
    if (!files.has(name)) say(false, name + ' 缺失 missing');
    else say(hex(await sha256(files.get(name))) === wanted, name);
  }
  for (const name of files.keys()) if (!listed.has(name) && !UNLISTED.includes(name)) say(false, name + ' 不属于本证据包 not part of the package');
  for (const camera of manifest.cameras) for (const file of camera.files) {
    const outside = file.fragments.some((f) => f.from < manifest.grant.from || f.to > manifest.grant.to);
    if (outside || !listed.has(file.path)) say(false, file.path + ' 含批准时段之外的画面 frames outside the granted time');
  }
  await custody(JSON.parse(text(await read('custody.json'))), say);
}

async function custody(told, say) {
  const [, name, raw] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(told.logKey);
  const key = base64(raw);
  const keyHash = (await sha256(name + '\n', key)).slice(0, 4);
  let root, size = 0;
  if (told.checkpoint) {
    const at = told.checkpoint.lastIndexOf('\n\n');
    const body = told.checkpoint.slice(0, at + 1);
    for (const line of told.checkpoint.slice(at + 2).split('\n').filter(Boolean)) {
      const [, who, words] = line.split(' ');
      const bytes = base64(words);
      if (who !== name || !same(bytes.slice(0, 4), keyHash)) continue;
      if (await signedBy('raw', key.slice(1), new TextEncoder().encode(body), bytes.slice(4))) { size = Number(body.split('\n')[1]); root = base64(body.split('\n')[2]); }
    }
    if (!root) return say(false, 'custody.json 台账检查点签名 signature of the log');
  }
  let proved = 0;
  for (const link of told.facts) {
    if (link.leafIndex === null) continue;
    const entry = base64(link.entry);
    const fits = JSON.parse(text(entry)).commitment === btoa(String.fromCharCode(...await sha256(base64(link.salt), link.fact)));
    let node = await sha256(Uint8Array.of(0), entry), place = link.leafIndex, last = size - 1, isWhole = true;
    for (const hash of link.inclusion.map(base64)) {
      if (last === 0) isWhole = false;
      if (place % 2 === 1 || place === last) {
        node = await sha256(Uint8Array.of(1), hash, node);
        while (place % 2 === 0 && place !== 0) { place = Math.floor(place / 2); last = Math.floor(last / 2); }
      } else node = await sha256(Uint8Array.of(1), node, hash);
      place = Math.floor(place / 2); last = Math.floor(last / 2);
    }
    if (fits && isWhole && last === 0 && root && same(node, root)) proved += 1;
    else say(false, 'custody.json 事实与台账不符 a fact is not the one in the log: ' + JSON.parse(link.fact).id);
  }
  say(true, proved + ' 条流转事实与全区台账一致 custody facts are in the district’s log');
}

document.getElementById('folder').addEventListener('change', async (event) => {
  const found = document.getElementById('found');
  const verdict = document.getElementById('verdict');
  found.replaceChildren();
  verdict.textContent = '正在核验… checking…';
  let faults = 0;
  const say = (isRight, words) => {
    faults += isRight ? 0 : 1;
    const line = document.createElement('li');
    line.className = isRight ? 'ok' : 'bad';
    line.textContent = words;
    found.append(line);
  };
  const files = new Map([...event.target.files].map((file) => [file.webkitRelativePath.split('/').slice(1).join('/'), file]));
  try { await check(files, document.getElementById('named').value.trim().toLowerCase(), say); }
  catch (error) { say(false, '证据包无法读取 the package cannot be read: ' + error.message); }
  verdict.textContent = faults === 0 ? '核验通过 VERIFIED' : '核验未通过：' + faults + ' 处不一致 NOT VERIFIED';
});
</script>
</html>
`;
