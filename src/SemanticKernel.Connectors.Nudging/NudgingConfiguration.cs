using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Reads the settings of one pair from a configuration section, and names the key of each that is wrong.</summary>
/// <param name="configuration">The section.</param>
/// <param name="optionsName">The name of the options; those of other pairs are left alone.</param>
internal sealed class NudgingConfiguration(IConfiguration configuration, string optionsName) : IValidateOptions<NudgingServiceOptions>
{
    /// <summary>Why the methods that bind are not for trimmed applications.</summary>
    public const string BindingIsReflection = "A configuration section is bound by reflection. Set the options in code instead.";

    private readonly NudgingServiceOptionsValidator _validator = new();

    /// <summary>Sets what the section says.</summary>
    /// <param name="options">Where.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, or its value is out of range or not of its kind.</exception>
    [RequiresDynamicCode(BindingIsReflection)]
    [RequiresUnreferencedCode(BindingIsReflection)]
    public void Bind(NudgingServiceOptions options)
    {
        Bind(configuration.GetSection(nameof(options.BaseModel)), options.BaseModel);
        Bind(configuration.GetSection(nameof(options.AlignedModel)), options.AlignedModel);
        Bind(configuration.GetSection(nameof(options.Pair)), options.Pair);
        Bind(configuration, options);
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

    private static string Key(IConfiguration section) => section is IConfigurationSection { Path: var path } ? path + ConfigurationPath.KeyDelimiter : "";

    [RequiresDynamicCode(BindingIsReflection)]
    [RequiresUnreferencedCode(BindingIsReflection)]
    private void Bind(IConfiguration section, object target)
    {
        try
        {
            section.Bind(target, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException wrong)
        {
            // The messages of our settings begin with their name, which is the end of the key.
            throw Wrong(Key(section) + wrong.Message);
        }
        catch (InvalidOperationException e)
        {
            throw Wrong(e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : $"{Key(section)}: {e.Message}");
        }
    }

    private OptionsValidationException Wrong(string message) => new(optionsName, typeof(NudgingServiceOptions), [message]);
}
