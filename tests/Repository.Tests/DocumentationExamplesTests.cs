using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Repository.Tests;

/// <summary>The programs in the documentation compile against the libraries.</summary>
public sealed partial class DocumentationExamplesTests
{
    // A web project imports these namespaces; a console project imports the first seven.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.DependencyInjection;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Fact]
    public void Each_program_on_a_page_compiles()
    {
        var checkout = Checkout.Require();
        (string Page, string Program)[] programs =
        [
            .. from page in checkout.Files("docs", "*.md").Concat(checkout.Files("src", "PACKAGE.md")).Append("README.md")
               from block in new MarkdownPage(checkout.Read(page)).CSharpBlocks
               where IsProgram(block)
               select (page, block),
        ];
        Assert.NotEmpty(programs);
        Assert.Empty(programs.SelectMany(program => Errors(program.Program).Select(error => $"{program.Page}: {error}")));
    }

    [Fact]
    public void A_program_with_an_unknown_member_does_not_compile() =>
        Assert.Contains("CS1061", Assert.Single(Errors("Nudging.OnnxRuntime.OnnxLanguageModel.Load(\"a\").CountTokens(\"b\");")), StringComparison.Ordinal);

    // A block that imports namespaces is a whole program; others are fragments.
    private static bool IsProgram(string block) => ImportOrPragma().IsMatch(block);

    [GeneratedRegex(@"\A(#pragma|using [\w.]+;)")]
    private static partial Regex ImportOrPragma();

    private static IEnumerable<string> Errors(string program)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(program, options);
        bool hasStatements = tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), tree],
            References,
            new CSharpCompilationOptions(hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());
    }
}
