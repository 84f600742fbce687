using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Prompting;
using Nudging.TestSupport;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>Every option of every class, found by reflection, survives configuration, code and copying.</summary>
public sealed class NudgingServiceOptionsTests
{
    private static readonly Type[] SetInCodeOnly = [typeof(TextConstraint), typeof(IChatPromptFormatter), typeof(IChatReducer)];

    private static readonly Dictionary<string, (PropertyInfo[] Parents, PropertyInfo Option)> Options = All(typeof(NudgingServiceOptions), []).ToDictionary(
        option => string.Join(':', option.Parents.Append(option.Option).Select(property => property.Name)));

    public static TheoryData<string> Keys => [.. Options.Where(option => !SetInCodeOnly.Contains(option.Value.Option.PropertyType)).Select(option => option.Key)];

    public static TheoryData<Type> Copied => [.. Options.Values.Select(option => option.Option.ReflectedType!).Distinct().Where(type => type.GetMethod("Clone", []) is not null)];

    [Fact]
    public void The_parts_are_options_of_generation_prompts_pair_and_both_models()
    {
        Assert.Equal(
            ["", "AlignedModel", "BaseModel", "Generation", "Pair", "Prompts"],
            Options.Values.Select(option => string.Join(':', option.Parents.Select(property => property.Name))).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            [typeof(NudgingOptions), typeof(OnnxModelOptions)],
            Copied.Select(row => row.Data).OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_configuration_key_sets_only_its_option(string key)
    {
        (PropertyInfo[] _, PropertyInfo option) = Options[key];
        object value = Other(option);
        Dictionary<string, string?> section = new() { ["Nudging:BaseModelPath"] = "/b", ["Nudging:AlignedModelPath"] = "/a" };
        if (value is string[] texts)
        {
            for (int i = 0; i < texts.Length; i++)
            {
                section[$"Nudging:{key}:{i}"] = texts[i];
            }
        }
        else
        {
            section[$"Nudging:{key}"] = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString();
        }

        using ServiceProvider provider = new ServiceCollection()
            .AddNudgingChatCompletion(new ConfigurationBuilder().AddInMemoryCollection(section).Build().GetSection("Nudging")).BuildServiceProvider();
        NudgingServiceOptions options = provider.GetRequiredService<IOptions<NudgingServiceOptions>>().Value;

        NudgingServiceOptions expected = new() { BaseModelPath = Path.GetFullPath("/b"), AlignedModelPath = Path.GetFullPath("/a") };
        if (value is string path && option.DeclaringType == typeof(NudgingServiceOptions))
        {
            value = Path.GetFullPath(path);
        }

        Assert.All(Options, other => OptionValues.AssertSame(
            other.Value.Option, other.Key == key ? value : Get(expected, other.Key), Get(options, other.Key)));
    }

    [Fact]
    public void Options_of_interfaces_are_set_in_code_and_reach_the_client()
    {
        Assert.All(Options.Where(option => SetInCodeOnly.Contains(option.Value.Option.PropertyType)), option =>
        {
            NudgingServiceOptions options = new();
            object value = Other(option.Value.Option);
            Set(options, option.Key, value);
            Assert.Same(value, Get(options, option.Key));
        });
    }

    [Theory]
    [MemberData(nameof(Copied))]
    public void A_clone_has_every_option_and_does_not_follow_later_changes(Type type)
    {
        object original = Activator.CreateInstance(type)!;
        PropertyInfo[] options = [.. OptionValues.Of(type)];
        foreach (PropertyInfo option in options)
        {
            option.SetValue(original, Other(option));
        }

        object clone = type.GetMethod("Clone", [])!.Invoke(original, [])!;
        Assert.Equal(type, clone.GetType());
        foreach (PropertyInfo option in options)
        {
            option.SetValue(original, option.GetValue(Activator.CreateInstance(type)));
        }

        Assert.All(options, option => OptionValues.AssertSame(option, Other(option), option.GetValue(clone)));
    }

    // The options of a class and of its parts. A part is a property without a setter whose type has options.
    private static IEnumerable<(PropertyInfo[] Parents, PropertyInfo Option)> All(Type type, PropertyInfo[] parents)
    {
        PropertyInfo[] options = [.. OptionValues.Of(type)];
        return options.Select(option => (parents, option)).Concat(type.GetProperties()
            .Where(property => !options.Contains(property) && property.PropertyType.Assembly.GetName().Name!.Contains("Nudging", StringComparison.Ordinal))
            .SelectMany(part => All(part.PropertyType, [.. parents, part])));
    }

    private static object Other(PropertyInfo option) => option.PropertyType == typeof(OnnxExecutionProvider)
        ? TypeDescriptor.GetConverter(typeof(OnnxExecutionProvider)).ConvertFromInvariantString("directml:1")!
        : OptionValues.Other(option, Formatter, Reducer);

    private static readonly IChatPromptFormatter Formatter = new PlainTextPromptFormatter();

    private static readonly IChatReducer Reducer = new NoReducer();

    private static object Target(NudgingServiceOptions options, string key) =>
        Options[key].Parents.Aggregate((object)options, (target, part) => part.GetValue(target)!);

    private static object? Get(NudgingServiceOptions options, string key) => Options[key].Option.GetValue(Target(options, key));

    private static void Set(NudgingServiceOptions options, string key, object value) => Options[key].Option.SetValue(Target(options, key), value);

    private sealed class NoReducer : IChatReducer
    {
        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) => Task.FromResult(messages);
    }
}
