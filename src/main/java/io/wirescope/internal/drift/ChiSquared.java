package io.wirescope.internal.drift;

/**
 * The upper tail of the chi-squared distribution. Only this is needed of a statistics library, and with whole degrees of
 * freedom the gamma function is exact by its recurrence, so there is no library.
 */
final class ChiSquared {

    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-16;
    private static final int MAX_TERMS = 10_000;
    private static final int BISECTIONS = 200;

    private ChiSquared() {
    }

    /**
     * {@return the point that a variable is above with a probability}
     *
     * @param tail    the probability, over 0 and below 1
     * @param freedom the degrees of freedom, from 0; with 0 the variable is always 0
     */
    static double point(double tail, int freedom) {
        if (freedom == 0) {
            return 0;
        }
        double low = 0;
        double high = freedom + 1.0;
        while (tail(high, freedom) > tail) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (tail(middle, freedom) > tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** {@return the probability of a value above x, from 0} */
    static double tail(double x, int freedom) {
        if (x <= 0) {
            return 1;
        }
        double half = x / 2;
        double shape = freedom / 2.0;
        double scale = Math.exp(shape * Math.log(half) - half - logGamma(freedom));
        return half < shape + 1 ? 1 - scale * series(half, shape) : scale * fraction(half, shape);
    }

    /** {@return the logarithm of the gamma function of half a whole number} */
    private static double logGamma(int doubled) {
        double log = doubled % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (double factor = doubled % 2 == 0 ? 1 : 0.5; factor < doubled / 2.0; factor++) {
            log += Math.log(factor);
        }
        return log;
    }

    // Abramowitz and Stegun, 6.5.29
    private static double series(double x, double shape) {
        double term = 1 / shape;
        double sum = term;
        for (int i = 1; i < MAX_TERMS && term > sum * PRECISION; i++) {
            term *= x / (shape + i);
            sum += term;
        }
        return sum;
    }

    // The same, 6.5.31, by Lentz's method
    private static double fraction(double x, double shape) {
        double b = x + 1 - shape;
        double c = 1 / TINY;
        double d = 1 / b;
        double value = d;
        for (int i = 1; i < MAX_TERMS; i++) {
            double a = -i * (i - shape);
            b += 2;
            d = 1 / nonZero(a * d + b);
            c = nonZero(b + a / c);
            double factor = c * d;
            value *= factor;
            if (Math.abs(factor - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
