import './fonts.css';
import './tokens.css';
import './base.css';
import '../views/widgets/widgets.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserHost } from '../host/browser-host.ts';
import { electronBridge } from '../host/electron-bridge.ts';
import { createElectronHost } from '../host/electron-host.ts';
import { App } from './app.tsx';

const bridge = electronBridge();
const host = bridge === null ? createBrowserHost() : createElectronHost(bridge);
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
}
