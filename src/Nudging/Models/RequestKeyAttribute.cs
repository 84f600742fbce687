namespace Nudging.Models;

/// <summary>Names the key under which a request sets an option.</summary>
/// <param name="key">The key, as in <c>ChatOptions.AdditionalProperties</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RequestKeyAttribute(string key) : Attribute
{
    /// <summary>Gets the key.</summary>
    public string Key { get; } = key;
}
