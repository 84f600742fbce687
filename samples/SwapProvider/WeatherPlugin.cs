using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace SwapProvider;

/// <summary>The fictional weather of a few cities.</summary>
internal sealed class WeatherPlugin
{
    private static readonly Dictionary<string, int> Temperatures = new(StringComparer.OrdinalIgnoreCase) { ["Lima"] = 19, ["Oslo"] = 4, ["Cairo"] = 31 };

    [KernelFunction, Description("Gets the temperature in a city.")]
    public static string GetTemperature(string city) => Temperatures.TryGetValue(city, out int temperature) ? $"{temperature} degrees" : "unknown";
}
