using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace AgentWithTools;

/// <summary>The stock of a fictional shop.</summary>
internal sealed class InventoryPlugin
{
    [KernelFunction, Description("Counts how many of an item are in stock.")]
    public static int CountStock(string item) => FictionalData.Number(item, 100);

    [KernelFunction, Description("Gets the price of an item.")]
    public static string GetPrice(string item) => $"{1 + FictionalData.Number(item, 80)} euros";

    [KernelFunction, Description("Orders a number of an item.")]
    public static string Order(string item, int count) => $"number {1000 + FictionalData.Number(item, 9000)}";
}
