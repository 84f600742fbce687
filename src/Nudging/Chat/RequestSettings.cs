using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Chat;

/// <summary>Applies the options that a request sets: the options of <see cref="NudgingOptions"/> that declare a request key.</summary>
/// <remarks>
/// A request sets an option by the property of <see cref="ChatOptions"/> that has the same name, or by the option's key. An
/// option that has such a property is read by its key too: a converter that cannot read a value keeps the value under the key,
/// and the value must be refused, not ignored.
/// </remarks>
internal static class RequestSettings
{
    private static readonly FrozenDictionary<string, PropertyInfo> Options = typeof(NudgingOptions).GetProperties()
        .Where(option => option.IsDefined(typeof(RequestKeyAttribute)))
        .ToFrozenDictionary(option => option.GetCustomAttribute<RequestKeyAttribute>()!.Key, StringComparer.OrdinalIgnoreCase);

    private static readonly (PropertyInfo Request, PropertyInfo Option)[] ChatProperties =
        [.. typeof(ChatOptions).GetProperties().Join(Options.Values, request => request.Name, option => option.Name, (request, option) => (request, option))];

    /// <summary>Applies the options of a request. A property of the request takes precedence over a key.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">A value cannot be read or is out of range.</exception>
    public static void Apply(NudgingOptions options, ChatOptions? request)
    {
        if (request is null)
        {
            return;
        }

        Apply(options, request.AdditionalProperties ?? []);
        foreach ((PropertyInfo property, PropertyInfo option) in ChatProperties)
        {
            if (property.GetValue(request) is { } value)
            {
                OptionSetter.Set(option, options, value);
            }
        }
    }

    /// <summary>Applies options by their keys.</summary>
    /// <param name="options">The options to change.</param>
    /// <param name="settings">Keys and values. Other keys and values of <see langword="null"/> are ignored.</param>
    /// <exception cref="ArgumentException">A value cannot be read or is out of range.</exception>
    public static void Apply(NudgingOptions options, IEnumerable<KeyValuePair<string, object?>> settings)
    {
        foreach ((string key, object? value) in settings)
        {
            SettingValue setting = new(key, value);
            if (!setting.IsNull && Options.TryGetValue(key, out PropertyInfo? option))
            {
                OptionSetter.Set(option, options, setting.ReadAs(option.PropertyType));
            }
        }
    }

    /// <summary>Lists the options that a request sets by their keys.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The names of the options.</returns>
    public static IEnumerable<string> NamesByKey(ChatOptions request) =>
        from setting in request.AdditionalProperties ?? []
        where Options.ContainsKey(setting.Key) && !new SettingValue(setting.Key, setting.Value).IsNull
        select Options[setting.Key].Name;
}
