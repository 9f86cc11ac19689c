package dev.pullover.common;

import java.io.IOException;
import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** Calls of the C library that the JDK has not. Thread-safe. Loading it for the first time costs some 0.2 s. */
public final class CLibrary {
    /** The property that names the directory for the native part of jnr-ffi. */
    private static final String EXTRACTED_TO = "jffi.extract.dir";

    private static boolean loaded;

    private CLibrary() {}

    /**
     * Makes the functions of an interface callable, which must be public for the library that implements it. The native part
     * of that is copied out of its jar, and is gone from the disk again when this returns.
     *
     * @throws IOException if it cannot be loaded: all temporary directories are mounted noexec, say
     */
    public static synchronized <T> T load(Class<T> functions) throws IOException {
        try {
            boolean hasPlace = loaded || System.getProperty(EXTRACTED_TO) != null;
            T library = hasPlace ? link(functions) : extractAndLink(functions);
            loaded = true;
            return library;
        } catch (UnsatisfiedLinkError e) {
            throw new IOException("cannot call the C library: " + e.getMessage(), e);
        }
    }

    private static <T> T extractAndLink(Class<T> functions) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.createToExecute(
                List.of(ScratchDirectory.temporaries(), ScratchDirectory.OTHER_TEMPORARIES))) {
            System.setProperty(EXTRACTED_TO, scratch.path().toString());
            return link(functions);
        } finally {
            System.clearProperty(EXTRACTED_TO);
        }
    }

    private static <T> T link(Class<T> functions) {
        return LibraryLoader.create(functions).load("c");
    }

    /** Why the last call by this thread has failed. */
    public static Errno lastError(Object library) {
        return Errno.valueOf(Runtime.getRuntime(library).getLastError());
    }
}
