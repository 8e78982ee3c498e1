/** A checker for a package that needs nothing but a POSIX shell, OpenSSL 3 and sha256sum (or shasum). */
export const VERIFY_SH = String.raw`#!/bin/sh
# 证据包离线核验（OpenSSL 3 与 sha256sum）/ Checks this evidence package offline with OpenSSL 3 and sha256sum.
#   sh verify.sh [公钥指纹 fingerprint]
# 结果 0 为一致，1 为不一致 / exit 0: intact, 1: not intact.
cd "$(dirname "$0")" || exit 2
faults=0
say() { printf '%s\n' "$1"; }
bad() { say "[不一致 FAILED] $1"; faults=$((faults + 1)); }
sha() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

fingerprint=$(openssl pkey -pubin -in public-key.pem -outform DER | sha | cut -d' ' -f1)
say "公钥指纹 fingerprint: $fingerprint"
if [ -n "$1" ]; then
  if [ "$1" = "$fingerprint" ]; then say "[一致 OK] 公钥与给定指纹一致 the key is the one you named"; else bad "public-key.pem: 公钥不是给定指纹的公钥 not the key you named"; fi
else
  say "请与教育局公布的指纹核对 compare it with the fingerprint that the education bureau publishes"
fi

if openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig >/dev/null 2>&1; then say "[一致 OK] manifest.json: 签名有效 signature valid"; else bad "manifest.json: 签名无效 signature invalid"; fi

sums=$(sha SHA256SUMS | cut -d' ' -f1)
if grep -q "\"sha256sums\": \"$sums\"" manifest.json; then say "[一致 OK] SHA256SUMS"; else bad "SHA256SUMS: 与清单不符 not the list that was signed"; fi

while read -r line; do
  want=$(printf '%s' "$line" | cut -c1-64)
  file=$(printf '%s' "$line" | cut -c67-)
  if [ ! -f "$file" ]; then bad "$file: 缺失 missing"; continue; fi
  if [ "$(sha "$file" | cut -d' ' -f1)" = "$want" ]; then say "[一致 OK] $file"; else bad "$file: 内容已改变 changed"; fi
done < SHA256SUMS

for file in $(find . -type f | sed 's|^\./||'); do
  case "$file" in SHA256SUMS | manifest.json | manifest.sig) continue ;; esac
  grep -q "^[0-9a-f]\{64\}  $file\$" SHA256SUMS || bad "$file: 不属于本证据包 not part of the package"
done

if [ "$faults" -eq 0 ]; then say "核验通过 VERIFIED"; exit 0; fi
say "核验未通过：$faults 处不一致 NOT VERIFIED: $faults fault(s)"
exit 1
`;
