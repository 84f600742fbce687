using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class HubEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_variables_the_public_hub_and_the_users_cache_are_used()
    {
        var options = new HubOptions(Environment());
        Assert.Equal("https://huggingface.co/", options.Endpoint.AbsoluteUri);
        Assert.Equal(Path.Combine(_folder["home"], ".cache", "huggingface", "hub"), options.CacheFolder);
        Assert.Null(options.Token);
        Assert.False(options.IsOffline);
    }

    [Theory]
    [InlineData("XDG_CACHE_HOME=/x", "/x/huggingface/hub")]
    [InlineData("XDG_CACHE_HOME=/x HF_HOME=/h", "/h/hub")]
    [InlineData("HF_HOME=/h HF_HUB_CACHE=/c", "/c")]
    [InlineData("HF_HOME=~/h", "HOME/h/hub")]
    [InlineData("HF_HOME=", "HOME/.cache/huggingface/hub")]
    public void The_cache_folder_follows_the_variables(string variables, string expected) =>
        Assert.Equal(Path.GetFullPath(expected.Replace("HOME", _folder["home"], StringComparison.Ordinal)), Environment(variables).CacheFolder);

    [Fact]
    public void HF_TOKEN_goes_before_the_token_file()
    {
        File.WriteAllText(_folder["token"], "hf_file\n");
        Assert.Equal("hf_file", Environment($"HF_HOME={_folder.Path}").ReadToken());
        Assert.Equal("hf_variable", Environment($"HF_HOME={_folder.Path} HF_TOKEN=hf_variable").ReadToken());
        Assert.Equal("hf_file", Environment($"HF_TOKEN_PATH={_folder["token"]}").ReadToken());
    }

    [Theory]
    [InlineData("HF_ENDPOINT=huggingface.co")]
    [InlineData("HF_ENDPOINT=ftp://huggingface.co")]
    [InlineData("HF_ENDPOINT=https://user:secret@huggingface.co")]
    [InlineData("HF_HUB_OFFLINE=maybe")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT=soon")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT=0")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT=NaN")]
    [InlineData("HF_HUB_ETAG_TIMEOUT=-1")]
    [InlineData("HF_TOKEN=hf_ü")]
    public void A_value_that_is_not_valid_is_an_error_that_names_the_variable(string variable)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new HubOptions(Environment(variable)));
        Assert.Contains(variable.Split('=')[0], exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_ü", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("Yes", true)]
    [InlineData("on", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("off", false)]
    public void The_offline_mode_has_several_spellings(string value, bool expected) => Assert.Equal(expected, Environment($"HF_HUB_OFFLINE={value}").IsOffline);

    [Fact]
    public void Timeouts_are_in_seconds()
    {
        var options = new HubOptions(Environment("HF_HUB_DOWNLOAD_TIMEOUT=2.5 HF_HUB_ETAG_TIMEOUT=30"));
        Assert.Equal(TimeSpan.FromSeconds(2.5), options.DownloadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.MetadataTimeout);
    }

    private HubEnvironment Environment(string variables = "")
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(values.GetValueOrDefault, _folder["home"]);
    }
}
