package dev.pullover.common.remote;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;

/**
 * The JDK's factory of elliptic curve keys, {@code EC}, under the name {@code ECDSA} by which sshj asks
 * for it. It is all that sshj needs of Bouncy Castle, which takes a third of a second to load.
 */
final class EcdsaKeys extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "PulloverEcdsa";

    private EcdsaKeys() {
        super(NAME, "1", "ECDSA keys by the JDK");
        putService(new Service(this, "KeyFactory", "ECDSA", Delegate.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new Delegate(KeyFactory.getInstance("EC"));
            }
        });
    }

    /** Makes the name known to this JVM, after all others. Repeated calls do nothing. */
    static void install() {
        Security.addProvider(new EcdsaKeys());
    }

    private static final class Delegate extends KeyFactorySpi {
        private final KeyFactory factory;

        Delegate(KeyFactory factory) {
            this.factory = factory;
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return factory.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return factory.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type) throws InvalidKeySpecException {
            return factory.getKeySpec(key, type);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return factory.translateKey(key);
        }
    }
}
