using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace AgentWithTools;

/// <summary>The weather of a fictional world.</summary>
internal sealed class WeatherPlugin
{
    private static readonly string[] Skies = ["sunny", "cloudy", "rainy", "windy", "foggy", "stormy", "clear"];

    [KernelFunction, Description("Gets the forecast for a city.")]
    public static string GetForecast(string city) => Skies[FictionalData.Number(city, Skies.Length)];

    [KernelFunction, Description("Gets the temperature in a city.")]
    public static string GetTemperature(string city) => $"{5 + FictionalData.Number(city, 30)} degrees";
}
