import type { EvidenceManifest } from './manifest.ts';

/** What the reader of a package must know, in both languages: what is in it and how it is checked without asking anybody. */
export const packageReadme = ({ packageId, school, agency, request, grant, signing }: Pick<EvidenceManifest, 'packageId' | 'school' | 'agency' | 'request' | 'grant' | 'signing'>): string => `${school.name} 视频证据包 ${packageId}
提供给：${agency.name}　案号：${request.caseNumber}　调取通知书：${request.noticeNumber}
批准时段（世界协调时）：${grant.from} 至 ${grant.to}

一、内容
  footage/       原始录像：网关封存的原件按片段解封，未转码、未改动，可直接播放（MP4）
  chain/         每段原件的签名封条（时间、时钟误差、哈希、前后链）
  custody.json   从受理到制作的流转事实，及其在全区台账中的位置证明；此前谁看过这些录像
  manifest.json  清单：申请、核验人、批准人、批准范围、摄像机、时钟误差、缺失时段
  manifest.sig   清单的 Ed25519 签名
  SHA256SUMS     每个文件的 SHA-256
  public-key.pem 签名公钥

二、核验（不联网）
  python3 verify.py ${signing.fingerprint}
  或（需 OpenSSL 3）：sh verify.sh ${signing.fingerprint}
  或用浏览器打开 verify.html，填入指纹，选择解压后的文件夹
  任何文件被改动一个字节，核验都会指出是哪一个文件。
  上面的指纹请从教育局公布处另行取得并核对：包内的公钥不能为自己作证。

三、使用限制
  仅供本案办理使用，依法保密；不得转交他人。

四、交接单（打印后由双方签章）
  证据包 ${packageId}　介质编号 ________________
  提供单位（盖章） ________________　经办人 ____________　____年__月__日
  接收单位（盖章） ________________　接收人 ____________　____年__月__日
  接收人核验结果：□ 核验通过　□ 核验未通过，不一致的文件 ________________

--------------------------------------------------------------------------------

Evidence package ${packageId} of ${school.name}
For ${agency.name}, case ${request.caseNumber}, notice ${request.noticeNumber}
Granted time (UTC): ${grant.from} to ${grant.to}

1. Contents
  footage/       original recordings: opened from the sealed originals fragment by fragment, not transcoded, playable as MP4
  chain/         the signed seals of each original segment (times, clock uncertainty, hashes, links)
  custody.json   the facts from filing to building, each with its proof in the district's log, and who had viewed this footage before
  manifest.json  request, verifiers, approvers, grant, cameras, clock uncertainty, missing time
  manifest.sig   Ed25519 signature of the manifest
  SHA256SUMS     SHA-256 of every file
  public-key.pem the signing key's public half

2. Checking, without a network
  python3 verify.py ${signing.fingerprint}
  or, with OpenSSL 3: sh verify.sh ${signing.fingerprint}
  or open verify.html in a browser, fill in the fingerprint and choose the unpacked folder
  One changed byte in any file is found, and the file is named.
  Get the fingerprint from where the education bureau publishes it and compare: a key inside the package cannot vouch for itself.

3. Use
  For this case only, and in confidence; not to be passed on.

4. Handing over (print; both sides sign)
  Package ${packageId}   medium no. ________________
  provided by ________________   date __________
  received by ________________   date __________
  recipient's check: [ ] verified   [ ] not verified, files ________________
`;
