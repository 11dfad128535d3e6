// Large type on the pages for everybody, kept by this browser.
import { useRemembered } from './remembered';

export const large = useRemembered('dengbao.large', false);
