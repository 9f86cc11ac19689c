package dev.pullover.simulator;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Comes between a caller and an object, at one of its methods. */
final class Between {
    private Between() {}

    /** {@code target}, but that calls of {@code method} go through {@code advice}. */
    static <T> T calls(Class<T> type, T target, String method, Advice advice) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    return called.getName().equals(method)
                            ? advice.call(given, () -> invoke(called, target, given))
                            : invoke(called, target, given);
                });
        return type.cast(proxy);
    }

    static @Nullable Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What is done instead of a call. */
    @FunctionalInterface
    interface Advice {
        @Nullable
        Object call(Object[] arguments, Original original) throws Throwable;
    }

    /** The call itself. */
    @FunctionalInterface
    interface Original {
        @Nullable
        Object call() throws Throwable;
    }
}
