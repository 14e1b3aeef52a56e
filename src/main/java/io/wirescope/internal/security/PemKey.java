package io.wirescope.internal.security;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a public key or a certificate in PEM (RFC 7468); the library needs Bouncy Castle for that. */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemKey() {
    }

    /**
     * {@return the first key of a text}
     *
     * @throws GeneralSecurityException when there is none, or of another kind than RSA and EC
     */
    static JWK read(String text) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new InvalidKeySpecException("no PUBLIC KEY and no CERTIFICATE");
        }
        PublicKey key = block.group(1).equals("CERTIFICATE")
                ? CertificateFactory.getInstance("X.509").generateCertificate(
                        new ByteArrayInputStream(block.group().getBytes(StandardCharsets.US_ASCII))).getPublicKey()
                : publicKey(bytes(block.group(2)));
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey ec) {
            return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
        }
        throw new InvalidKeySpecException("neither RSA nor EC");
    }

    private static byte[] bytes(String base64) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("no Base64", e);
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
