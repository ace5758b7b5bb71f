# Starts pcscd and a device, waits until its readers hold cards, and runs the command that follows.
set -e
pcscd
npx bifrons up --preset patent > bifrons.log 2>&1 &
timeout 60 sh -c 'until opensc-tool -l | grep -q Yes; do sleep 0.5; done'
exec "$@"
