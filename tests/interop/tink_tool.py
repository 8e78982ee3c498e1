"""Google's Tink at the command line, for what Guardroom's formats promise: it holds no code of Guardroom's.

  open  KEY AAD IN OUT      decrypts a stream
  seal  KEY AAD IN OUT      encrypts a stream
  hpke-open PRIVATE PUBLIC INFO SEALED   prints the plaintext
  hpke-seal PUBLIC INFO PLAINTEXT        prints `enc || ciphertext`

Binary arguments and answers are base64; IN and OUT are paths. A refusal by Tink ends with code 3 and its message.
"""

import base64
import sys

import tink
from tink import hybrid, proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2 as streaming_pb
from tink.proto import common_pb2, hpke_pb2, tink_pb2


def handle(type_name, key, material):
    """A keyset of one raw key."""
    keyset = tink_pb2.Keyset(primary_key_id=1)
    entry = keyset.key.add(key_id=1, status=tink_pb2.ENABLED, output_prefix_type=tink_pb2.RAW)
    entry.key_data.CopyFrom(
        tink_pb2.KeyData(
            type_url="type.googleapis.com/google.crypto.tink." + type_name,
            value=key.SerializeToString(),
            key_material_type=material,
        )
    )
    return keyset


def secret(keyset):
    return proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)


def stream_primitive(key):
    streaming_aead.register()
    params = streaming_pb.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=65536, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    message = streaming_pb.AesGcmHkdfStreamingKey(version=0, params=params, key_value=key)
    return secret(handle("AesGcmHkdfStreamingKey", message, tink_pb2.KeyData.SYMMETRIC)).primitive(
        streaming_aead.StreamingAead
    )


def hpke_public(public):
    params = hpke_pb2.HpkeParams(
        kem=hpke_pb2.DHKEM_X25519_HKDF_SHA256, kdf=hpke_pb2.HKDF_SHA256, aead=hpke_pb2.AES_256_GCM
    )
    return hpke_pb2.HpkePublicKey(version=0, params=params, public_key=public)


def main(verb, *args):
    if verb == "open":
        key, aad = map(base64.b64decode, args[:2])
        with open(args[2], "rb") as source, open(args[3], "wb") as target:
            with stream_primitive(key).new_decrypting_stream(source, aad) as plaintext:
                while chunk := plaintext.read(100_000):
                    target.write(chunk)
    elif verb == "seal":
        key, aad = map(base64.b64decode, args[:2])
        with open(args[2], "rb") as source, open(args[3], "wb") as target:
            with stream_primitive(key).new_encrypting_stream(target, aad) as ciphertext:
                ciphertext.write(source.read())
    elif verb == "hpke-open":
        private, public, info, sealed = map(base64.b64decode, args)
        hybrid.register()
        message = hpke_pb2.HpkePrivateKey(version=0, public_key=hpke_public(public), private_key=private)
        keys = secret(handle("HpkePrivateKey", message, tink_pb2.KeyData.ASYMMETRIC_PRIVATE))
        print(base64.b64encode(keys.primitive(hybrid.HybridDecrypt).decrypt(sealed, info)).decode())
    elif verb == "hpke-seal":
        public, info, plaintext = map(base64.b64decode, args)
        hybrid.register()
        keyset = handle("HpkePublicKey", hpke_public(public), tink_pb2.KeyData.ASYMMETRIC_PUBLIC)
        keys = proto_keyset_format.parse_without_secret(keyset.SerializeToString())
        print(base64.b64encode(keys.primitive(hybrid.HybridEncrypt).encrypt(plaintext, info)).decode())
    else:
        sys.exit("unknown verb " + verb)


try:
    main(*sys.argv[1:])
except (tink.TinkError, OSError) as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(3)
