namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>Activation functions, softmax and soft caps.</summary>
internal static class ReferenceActivations
{
    public static double Apply(string name, double x) => name switch
    {
        "silu" or "swish" => x / (1 + Math.Exp(-x)),
        "gelu" => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        "relu" => Math.Max(x, 0),
        "relu2" => Math.Max(x, 0) * Math.Max(x, 0),
        _ => throw new NotSupportedException(name),
    };

    public static double[] Softmax(double[] x)
    {
        double max = x.Max();
        double[] exponentials = [.. x.Select(value => Math.Exp(value - max))];
        double sum = exponentials.Sum();
        return [.. exponentials.Select(value => value / sum)];
    }

    public static double SoftCap(double x, double? cap) => cap is double limit ? limit * Math.Tanh(x / limit) : x;

    // A series whose terms have one sign, so that nothing cancels; beyond 6 the function is 1 to the last digit.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double sum = 0;
        double term = x;
        for (int n = 1; n < 200; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
