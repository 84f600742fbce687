using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Reads the options of one pair from a configuration section; a message about a wrong value names the key of the value.</summary>
/// <param name="configuration">The section.</param>
/// <param name="optionsName">The name of the options, which distinguishes the pairs.</param>
internal sealed class NudgingConfiguration(IConfiguration configuration, string optionsName) : IValidateOptions<NudgingServiceOptions>
{
    /// <summary>The reason why the methods that bind a section do not work in trimmed applications.</summary>
    public const string BindingIsReflection = "A configuration section is bound by reflection. Set the options in code instead.";

    private readonly NudgingServiceOptionsValidator _validator = new();

    /// <summary>Sets the options of the section.</summary>
    /// <param name="options">The options to set.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, or its value is out of range or has another type.</exception>
    [RequiresDynamicCode(BindingIsReflection)]
    [RequiresUnreferencedCode(BindingIsReflection)]
    public void Bind(NudgingServiceOptions options)
    {
        if (TryBind(configuration, options) is not { } failure)
        {
            return;
        }

        // The binder does not report the wrong section, so each section is bound alone to find the wrong section.
        foreach ((string name, object part) in Parts())
        {
            IConfigurationSection section = configuration.GetSection(name);
            if (TryBind(section, part) is { } cause)
            {
                throw Wrong(section, part, cause);
            }
        }

        throw Wrong(configuration, options, failure);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NudgingServiceOptions options)
    {
        if (name != optionsName)
        {
            return ValidateOptionsResult.Skip;
        }

        ValidateOptionsResult result = _validator.Validate(name, options);
        return result.Failed ? ValidateOptionsResult.Fail(result.Failures.Select(failure => Key(configuration) + failure)) : result;
    }

    [RequiresDynamicCode(BindingIsReflection)]
    [RequiresUnreferencedCode(BindingIsReflection)]
    private static Exception? TryBind(IConfiguration section, object target)
    {
        try
        {
            section.Bind(target, binder => binder.ErrorOnUnknownConfiguration = true);
            return null;
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException wrong)
        {
            return wrong;
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    // The parts of the options that have sections.
    private static IEnumerable<(string Name, object Part)> Parts()
    {
        NudgingServiceOptions options = new();
        return typeof(NudgingServiceOptions).GetProperties()
            .Where(property => property.SetMethod is null)
            .Select(property => (property.Name, property.GetValue(options)!));
    }

    private static string Key(IConfiguration section) => section is IConfigurationSection { Path: var path } ? path + ConfigurationPath.KeyDelimiter : "";

    [RequiresUnreferencedCode(BindingIsReflection)]
    private OptionsValidationException Wrong(IConfiguration section, object target, Exception failure)
    {
        string[] known = [.. target.GetType().GetProperties().Select(property => property.Name)];
        string? unknown = section.GetChildren().Select(child => child.Key).FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase));
        string message = failure switch
        {
            // The message begins with the name of the option, which is the last part of the key.
            ArgumentException => Key(section) + failure.Message,
            { InnerException: { } cause } => $"{failure.Message} {cause.Message}",
            _ when unknown is not null => $"{Key(section)}{unknown} is not an option; the options are {string.Join(", ", known)}.",
            _ => $"{Key(section)}: {failure.Message}",
        };
        return new(optionsName, typeof(NudgingServiceOptions), [message]);
    }
}
