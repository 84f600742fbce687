using System.Reflection;
using System.Reflection.Emit;
using Nudging.Decoding;
using Nudging.ToolCalls;

namespace Nudging.Tests;

/// <summary>Checks in the compiled code that namespaces depend on each other in one direction only.</summary>
public sealed class NamespaceDependenciesTests
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Theory]
    [InlineData("Constraints", "Models", "ToolCalls", "Prompting", "Decoding", "Chat")]
    [InlineData("Models", "ToolCalls", "Prompting", "Decoding", "Chat")]
    [InlineData("ToolCalls", "Prompting", "Decoding", "Chat")]
    [InlineData("Prompting", "Decoding", "Chat")]
    [InlineData("Decoding", "Prompting", "Chat")]
    public void Types_of_a_namespace_do_not_use_types_of_higher_namespaces(string name, params string[] above)
    {
        Type[] types = [.. typeof(NudgingDecoder).Assembly.GetTypes().Where(type => IsIn(type, name))];
        Assert.NotEmpty(types);

        string[] wrong =
        [
            .. types.SelectMany(type => ReferencesOf(type).Where(used => above.Any(other => IsIn(used, other))).Select(used => $"{type} uses {used}")).Distinct(),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_search_for_references_finds_the_types_that_method_bodies_use()
    {
        Assert.Contains(ReferencesOf(typeof(NudgingDecoder)).Concat(typeof(NudgingDecoder).GetNestedTypes(BindingFlags.NonPublic).SelectMany(ReferencesOf)), type => type.Name == "OutputBuilder");
        Assert.Contains(ReferencesOf(typeof(ToolCallConstraint)), type => type.Name == "TextConstraint");
    }

    private static bool IsIn(Type type, string name) =>
        type.Namespace == $"Nudging.{name}" || type.Namespace?.StartsWith($"Nudging.{name}.", StringComparison.Ordinal) == true;

    private static IEnumerable<Type> ReferencesOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        MethodBase[] methods = [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];
        IEnumerable<Type?> used =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(Declared).Select(field => field.FieldType),
            .. methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
            .. methods.OfType<MethodInfo>().Select(method => method.ReturnType),
            .. methods.SelectMany(BodyReferencesOf),
        ];
        return used.OfType<Type>().SelectMany(Parts);
    }

    private static IEnumerable<Type?> BodyReferencesOf(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (LocalVariableInfo local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int i = 0; i < code.Length;)
        {
            OpCode opCode = OpCodesByValue[code[i] == 0xFE ? (short)((0xFE << 8) | code[i + 1]) : code[i]];
            i += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                MemberInfo member = method.Module.ResolveMember(BitConverter.ToInt32(code, i), typeArguments, methodArguments)!;
                yield return member as Type ?? member.DeclaringType;
                yield return (member as FieldInfo)?.FieldType ?? (member as MethodInfo)?.ReturnType;
                foreach (Type argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                {
                    yield return argument;
                }
            }

            i += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
}
