using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace SwapProvider;

/// <summary>Calculates what language models get wrong.</summary>
internal sealed class CalculatorPlugin
{
    [KernelFunction("multiply"), Description("Multiplies two numbers.")]
    public static long Multiply([Description("The first number.")] int a, [Description("The second number.")] int b) => (long)a * b;
}
