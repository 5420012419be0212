# Completion of odj for Windows PowerShell 5.1 and PowerShell 7. To install it, see: odj completion --help
Register-ArgumentCompleter -Native -CommandName odj -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  # If odj is odj.cmd, cmd.exe runs what follows an &. So anything but plain characters is replaced: no command, no flag
  # and no value that completes has others. Windows PowerShell leaves out an empty argument.
  $plain = { param($word) if ($word -eq '') { '_' } else { $word -replace '[^a-zA-Z0-9_./:=@,+-]', '_' } }
  $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
      Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
      ForEach-Object { & $plain $_.Extent.Text })
  $current = & $plain "=$wordToComplete"

  $prefix = ''
  $value = $wordToComplete
  if ($wordToComplete -match '^(--[^=]+=)(.*)$') { $prefix = $Matches[1]; $value = $Matches[2] }

  $found = @(odj __complete $current @before 2>$null | ForEach-Object {
      $text, $description = $_ -split "`t", 2
      if ($text -eq ':files') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($value) | ForEach-Object {
          [System.Management.Automation.CompletionResult]::new(
            $prefix + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
        }
      } else {
        if (-not $description) { $description = $text }
        [System.Management.Automation.CompletionResult]::new($prefix + $text, $text, 'ParameterValue', $description)
      }
    })
  # Without any result, PowerShell would complete the names of files.
  if ($found.Count -eq 0) { '' } else { $found }
}
